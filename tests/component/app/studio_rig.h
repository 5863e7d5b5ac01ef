// A studio: one programme of video, audio and ANC, fed by hand into real senders on both legs of the engine. What its frames, blocks and ANC
// hold tells whose they are.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/app/engine.h"
#include "gateway/app/formats.h"
#include "gateway/app/sender_unit.h"
#include "gateway/app/source_unit.h"
#include "gateway/bus/anc_words.h"

namespace cw::test {

inline constexpr int kTorn = -1000;

/// The value that all of them have, or kTorn.
template <typename T>
int only_value(std::span<const T> values) {
  return std::ranges::count(values, values[0]) == std::ssize(values) ? static_cast<int>(values[0]) : kTorn;
}

template <typename T>
int studio_of_plane(const bus::VideoFrame& frame, size_t plane) {
  const int first = *reinterpret_cast<const T*>(frame.planes[plane].data);
  for (size_t row = 0; row < frame.format.height; ++row) {
    const auto* line = reinterpret_cast<const T*>(frame.planes[plane].data + row * frame.planes[plane].stride_bytes);
    if (only_value(std::span(line, frame.plane_width(plane))) != first) return kTorn;
  }
  return first - 100;
}

/// 1, 2, ...: whose frame this is; kTorn: not of one studio alone.
inline int studio_of(const bus::VideoFrame& frame) {
  std::array<int, bus::VideoFrame::kPlaneCount> studios{};
  for (size_t plane = 0; plane < studios.size(); ++plane) {
    studios[plane] = frame.bytes_per_sample() == 2 ? studio_of_plane<uint16_t>(frame, plane)
                                                   : studio_of_plane<uint8_t>(frame, plane);
  }
  return only_value(std::span<const int>(studios));
}
inline int studio_of(const bus::AudioBlock& block) {
  return only_value(std::span(block.data).first(size_t{block.samples} * block.format.channels)) >> 16;
}
inline int studio_of(const bus::AncFrame& frame) {
  return frame.count == 1 ? frame.packets[0].user_data[0] & 0xFF : kTorn;
}

/// The value, or the end of the test with what is wrong.
template <typename T>
T must(Expected<T> made) {
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(*made);
}

/// Small enough that a test runs minutes of it.
inline config::VideoParameters studio_video() {
  return {.width = 64, .height = 48, .rate = FrameRate::hz(50), .scan = config::Scan::kProgressive, .depth = 8};
}

/// What a studio sends.
struct Programme {
  int number = 1;
  config::VideoParameters video = studio_video();
  config::AudioParameters audio{};
  uint8_t payload_type = 96;  ///< of the video; audio and ANC have the next ones
  Duration clock_ahead{0};    ///< of the studio's clock before the gateway's: not locked to PTP

  [[nodiscard]] bool interlaced() const { return video.scan == config::Scan::kInterlaced; }
  /// 239.<leg>.<essence>.<studio>
  [[nodiscard]] Ipv4Address group(config::Essence essence, Leg leg) const {
    return {0xEF000000U + (static_cast<uint32_t>(index_of(leg)) << 16) + (static_cast<uint32_t>(essence) << 8) +
            static_cast<uint32_t>(number)};
  }
  [[nodiscard]] PayloadType payload_type_of(config::Essence essence) const {
    return {static_cast<uint8_t>(payload_type + static_cast<int>(essence))};
  }
};

class Studio {
 public:
  Studio(const Programme& programme, app::Engine& engine, const MediaClock& clock) : programme_(programme) {
    config::SourceConfig source;
    source.id = "studio" + std::to_string(programme.number);
    source.video = programme.video;
    source.audio = programme.audio;
    source.anc = config::GeneratorAnc{};
    source_ = must(app::SourceUnit::create(source, engine, clock));
    for (const auto essence : {config::Essence::kVideo, config::Essence::kAudio, config::Essence::kAnc}) {
      senders.push_back(must(app::SenderUnit::create(sender_config(essence), *source_, engine)));
      EXPECT_TRUE(senders.back()->start());
      // With a clock of its own it cannot be stepped together with the gateway.
      if (programme.clock_ahead.count() != 0) engine.workers().front()->remove(agent(*senders.back()));
    }
    video_.for_each([&](bus::VideoFrame& frame) { frame.prepare(app::video_format_of(programme.video)); });
  }
  ~Studio() {
    for (const auto& sender : senders) sender->stop();
  }
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  /// Feeds the senders with what begins until `now`.
  void make(TaiTime now) {
    now = now + programme_.clock_ahead;
    const FrameRate rate = programme_.video.rate;
    const SampleRate samples = SampleRate::hz(programme_.audio.rate_hz);
    if (next_frame_ == kNotYet) next_frame_ = rate.index_at(now) + 1;
    if (next_block_ == kNotYet) next_block_ = samples.index_at(now) / block_samples() + 1;
    for (; rate.time_of(next_frame_) <= now; ++next_frame_) {
      if (on_air) make_frame(next_frame_);
    }
    for (; samples.time_of(next_block_ * block_samples()) <= now; ++next_block_) {
      if (on_air) make_block(next_block_);
    }
    if (programme_.clock_ahead.count() == 0) return;
    for (const auto& sender : senders) (void)agent(*sender).do_work(now);
  }

  [[nodiscard]] const Programme& programme() const { return programme_; }

  bool on_air = true;
  std::vector<std::unique_ptr<app::SenderUnit>> senders;  ///< video, audio, anc

 private:
  static constexpr int64_t kNotYet = INT64_MIN;

  static app::Agent& agent(const app::SenderUnit& sender) {
    return std::visit([](const auto& emitter) -> app::Agent& { return *emitter; }, sender.emitter());
  }
  [[nodiscard]] int64_t block_samples() const { return programme_.audio.rate_hz / 1000; }

  [[nodiscard]] config::SenderConfig sender_config(config::Essence essence) const {
    config::SenderConfig sender;
    sender.id = "studio" + std::to_string(programme_.number) + "-" + std::to_string(static_cast<int>(essence));
    sender.source = "studio" + std::to_string(programme_.number);
    sender.essence = essence;
    sender.payload_type = programme_.payload_type_of(essence);
    sender.packing = config::Packing::kGpm;  // its rows are short
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      sender.legs[index_of(leg)] = config::SenderLeg{.destination = programme_.group(essence, leg), .port = 5004};
    }
    return sender;
  }

  void make_frame(int64_t index) {
    bus::VideoLease frame = video_.try_lease();
    ASSERT_TRUE(frame);
    frame->index = index;
    frame->tai = programme_.video.rate.time_of(index);
    for (const bus::Plane& plane : frame->planes) {
      const size_t octets = plane.stride_bytes * programme_.video.height;
      if (frame->bytes_per_sample() == 2) {
        std::fill_n(reinterpret_cast<uint16_t*>(plane.data), octets / 2,
                    static_cast<uint16_t>(100 + programme_.number));
      } else {
        std::fill_n(plane.data, octets, static_cast<uint8_t>(100 + programme_.number));
      }
    }
    source_->video.publish(std::move(frame));
    if (programme_.interlaced()) {
      make_anc(index, bus::AncField::kFirst);
      make_anc(index, bus::AncField::kSecond);
    } else {
      make_anc(index, bus::AncField::kProgressive);
    }
  }

  void make_anc(int64_t index, bus::AncField field) {
    const FrameRate rate = programme_.video.rate;
    bus::AncLease anc = anc_.try_lease();
    ASSERT_TRUE(anc);
    *anc = bus::AncFrame{};
    anc->rate = rate;
    anc->index = index;
    anc->field = field;
    anc->tai = rate.time_of(index) + (field == bus::AncField::kSecond ? rate.period() / 2 : Duration{0});
    bus::AncPacket& packet = *anc->append();
    packet.id = {0x60, 0x60};
    packet.line = 9;
    packet.data_count = 1;
    packet.user_data[0] = static_cast<uint16_t>(programme_.number);
    bus::finish(packet);
    source_->anc.publish(std::move(anc));
  }

  void make_block(int64_t number) {
    bus::AudioLease block = audio_.try_lease();
    ASSERT_TRUE(block);
    block->prepare(app::audio_format_of(programme_.audio), static_cast<uint32_t>(block_samples()));
    block->first_sample = number * block_samples();
    block->tai = SampleRate::hz(programme_.audio.rate_hz).time_of(block->first_sample);
    std::ranges::fill(block->data, programme_.number << 16);
    source_->audio.publish(std::move(block));
  }

  Programme programme_;
  int64_t next_frame_ = kNotYet;
  int64_t next_block_ = kNotYet;
  bus::VideoPool video_{16};
  bus::AudioPool audio_{512};
  bus::AncPool anc_{16};
  std::unique_ptr<app::SourceUnit> source_;
};

}  // namespace cw::test
