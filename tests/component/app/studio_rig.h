// Two studios that send the same kind of programme, each on both legs, and the gateway's own engine that receives it: real senders, real
// receivers, packets over net_ring devices, one fake clock and no threads. What a studio's frames, blocks and ANC hold tells whose they are.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/app/engine.h"
#include "gateway/app/formats.h"
#include "gateway/app/receiver_unit.h"
#include "gateway/app/sender_unit.h"
#include "gateway/app/source_unit.h"
#include "gateway/bus/anc_words.h"
#include "tests/support/fake_clock.h"

namespace cw::test {

inline constexpr FrameRate kStudioRate = FrameRate::hz(50);
inline constexpr SampleRate kStudioSamples = SampleRate::hz(48'000);
inline constexpr uint16_t kStudioWidth = 64;
inline constexpr uint16_t kStudioHeight = 48;

inline constexpr int kTorn = -1000;

/// 1, 2, ...: whose frame this is; kTorn: it is of two.
inline int studio_of(const bus::VideoFrame& frame) {
  const uint8_t first = frame.planes[0].data[0];
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    for (size_t row = 0; row < frame.format.height; ++row) {
      const std::span line(frame.planes[p].data + row * frame.planes[p].stride_bytes, frame.plane_width(p));
      if (std::ranges::count(line, first) != std::ssize(line)) return kTorn;
    }
  }
  return first - 100;
}
inline int studio_of(const bus::AudioBlock& block) {
  const std::span samples(block.data.data(), size_t{block.samples} * block.format.channels);
  return std::ranges::count(samples, samples[0]) == std::ssize(samples) ? samples[0] >> 16 : kTorn;
}
inline int studio_of(const bus::AncFrame& frame) { return frame.count == 1 ? frame.packets[0].user_data[0] & 0xFF : kTorn; }

/// The value, or the end of the test with what is wrong.
template <typename T>
T must(Expected<T> made) {
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(*made);
}

inline config::Config studio_config() {
  config::Config config;
  config.instance = "causeway-test-" + std::to_string(getpid());
  config.engine.hugepages = config::Hugepages::kNever;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    config::NetworkConfig& network = config.networks[index_of(leg)].emplace();
    network.device = "net_ring" + std::to_string(index_of(leg));
    network.address = Ipv4Address{0xC0A86E0AU + 0xA00U * static_cast<uint32_t>(index_of(leg))};
  }
  return config;
}

inline config::VideoParameters studio_video() {
  config::VideoParameters video;
  video.width = kStudioWidth;
  video.height = kStudioHeight;
  video.rate = kStudioRate;
  video.depth = 8;
  return video;
}

/// Group of studio `s` for an essence: 239.<leg>.<essence>.<studio>.
inline Ipv4Address studio_group(int studio, config::Essence essence, Leg leg) {
  return {0xEF000000U + (static_cast<uint32_t>(index_of(leg)) << 16) + (static_cast<uint32_t>(essence) << 8) +
          static_cast<uint32_t>(studio)};
}

/// One programme: its source is fed by hand.
class Studio {
 public:
  Studio(int number, app::Engine& engine, const MediaClock& clock) : number_(number) {
    config::SourceConfig source;
    source.id = "studio" + std::to_string(number);
    source.video = studio_video();
    source.audio = config::AudioParameters{};
    source.anc = config::GeneratorAnc{};
    source_ = must(app::SourceUnit::create(source, engine, clock));
    for (const auto essence : {config::Essence::kVideo, config::Essence::kAudio, config::Essence::kAnc}) {
      config::SenderConfig sender;
      sender.id = source.id + "-" + std::to_string(static_cast<int>(essence));
      sender.source = source.id;
      sender.essence = essence;
      sender.payload_type = {static_cast<uint8_t>(96 + static_cast<int>(essence))};
      sender.packing = config::Packing::kGpm;  // its rows are short
      for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
        sender.legs[index_of(leg)] = config::SenderLeg{.destination = studio_group(number, essence, leg), .port = 5004};
      }
      senders.push_back(must(app::SenderUnit::create(sender, *source_, engine)));
      EXPECT_TRUE(senders.back()->start());
    }
    video_.for_each([](bus::VideoFrame& frame) { frame.prepare(app::video_format_of(studio_video())); });
  }

  /// What lies in the millisecond that begins at `now` and has not been made yet.
  void make(TaiTime now) {
    if (!on_air) return;
    const int64_t index = kStudioRate.index_at(now);
    if (index != last_index_) make_frame(index);
    last_index_ = index;
    make_block(kStudioSamples.nearest_index(now) / 48);
  }

  bool on_air = true;
  std::vector<std::unique_ptr<app::SenderUnit>> senders;  ///< video, audio, anc

 private:
  void make_frame(int64_t index) {
    bus::VideoLease frame = video_.try_lease();
    ASSERT_TRUE(frame);
    frame->index = index;
    frame->tai = kStudioRate.time_of(index);
    for (const bus::Plane& plane : frame->planes) {
      std::memset(plane.data, 100 + number_, plane.stride_bytes * kStudioHeight);
    }
    source_->video.publish(std::move(frame));
    bus::AncLease anc = anc_.try_lease();
    ASSERT_TRUE(anc);
    *anc = bus::AncFrame{};
    anc->rate = kStudioRate;
    anc->index = index;
    anc->tai = kStudioRate.time_of(index);
    bus::AncPacket& packet = *anc->append();
    packet.id = {0x60, 0x60};
    packet.line = 9;
    packet.data_count = 1;
    packet.user_data[0] = static_cast<uint16_t>(number_);
    bus::finish(packet);
    source_->anc.publish(std::move(anc));
  }
  void make_block(int64_t number) {
    bus::AudioLease block = audio_.try_lease();
    ASSERT_TRUE(block);
    block->prepare({}, 48);
    block->first_sample = number * 48;
    block->tai = kStudioSamples.time_of(block->first_sample);
    std::ranges::fill(block->data, number_ << 16);
    source_->audio.publish(std::move(block));
  }

  int number_;
  int64_t last_index_ = INT64_MIN;
  bus::VideoPool video_{16};
  bus::AudioPool audio_{64};
  bus::AncPool anc_{16};
  std::unique_ptr<app::SourceUnit> source_;
};

/// What a receiver of one essence has delivered.
template <typename Unit>
struct Delivered {
  SpscRing<Lease<Unit>> ring{1024};
  struct Entry {
    int64_t number;  ///< frame index, or of the first sample
    TaiTime tai;
    int studio;
    bool whole;
  };
  std::vector<Entry> entries;

  void drain() {
    while (auto unit = ring.try_pop()) {
      entries.push_back({number_of(**unit), (*unit)->tai, studio_of(**unit), app::is_whole(**unit)});
    }
  }
  static int64_t number_of(const bus::AudioBlock& block) { return block.first_sample; }
  template <typename Picture>
  static int64_t number_of(const Picture& picture) {
    return picture.index;
  }
  /// Units that do not follow the one before by `step`.
  [[nodiscard]] int breaks(int64_t step) const {
    int count = 0;
    for (size_t i = 1; i < entries.size(); ++i) count += entries[i].number != entries[i - 1].number + step ? 1 : 0;
    return count;
  }
  [[nodiscard]] int damaged() const {
    return static_cast<int>(std::ranges::count(entries, false, &Entry::whole));
  }
  /// Beginnings of each run of one studio's units.
  [[nodiscard]] std::vector<TaiTime> cuts() const {
    std::vector<TaiTime> found;
    for (size_t i = 1; i < entries.size(); ++i) {
      if (entries[i].studio != entries[i - 1].studio) found.push_back(entries[i].tai);
    }
    return found;
  }
};

}  // namespace cw::test
