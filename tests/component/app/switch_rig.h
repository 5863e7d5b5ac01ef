// Two studios and the gateway's own engine that receives them: real senders, real receivers, packets over net_ring devices, one fake clock.
// The workers are stepped by the test, or run as threads and are waited for.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/app/receiver_moves.h"
#include "gateway/app/receiver_unit.h"
#include "tests/component/app/studio_rig.h"
#include "tests/support/fake_clock.h"

namespace cw::test {

/// What a receiver of one essence has delivered.
template <typename Unit>
struct Delivered {
  SpscRing<Lease<Unit>> ring{1024};
  struct Entry {
    int64_t number;  ///< of the frame, field or block
    TaiTime tai;
    TaiTime end;
    int studio;
    bool whole;
    bool operator==(const Entry&) const = default;
  };
  std::vector<Entry> entries;
  size_t hold = 0;  ///< so many of the latest are not given back
  std::vector<Lease<Unit>> held;

  void drain() {
    while (auto unit = ring.try_pop()) {
      entries.push_back(
          {number_of(**unit), (*unit)->tai, app::span_of(**unit).end(), studio_of(**unit), app::is_whole(**unit)});
      held.push_back(std::move(*unit));
      if (held.size() > hold) held.erase(held.begin());
    }
  }
  static int64_t number_of(const bus::AudioBlock& block) { return block.first_sample / block.samples; }
  static int64_t number_of(const bus::VideoFrame& frame) { return frame.index; }
  static int64_t number_of(const bus::AncFrame& frame) {
    if (frame.field == bus::AncField::kProgressive) return frame.index;
    return 2 * frame.index + (frame.field == bus::AncField::kSecond ? 1 : 0);
  }

  /// Units that do not follow the one before.
  [[nodiscard]] int breaks() const {
    int count = 0;
    for (size_t i = 1; i < entries.size(); ++i) count += entries[i].number != entries[i - 1].number + 1 ? 1 : 0;
    return count;
  }
  [[nodiscard]] int damaged() const {
    return static_cast<int>(
        std::ranges::count_if(entries, [](const Entry& entry) { return !entry.whole || entry.studio == kTorn; }));
  }
  /// Beginnings of each run of one studio's units.
  [[nodiscard]] std::vector<TaiTime> cuts() const {
    std::vector<TaiTime> found;
    for (size_t i = 1; i < entries.size(); ++i) {
      if (entries[i].studio != entries[i - 1].studio) found.push_back(entries[i].tai);
    }
    return found;
  }
  [[nodiscard]] int studio() const { return entries.empty() ? 0 : entries.back().studio; }
};

class SwitchRig : public testing::Test {
 protected:
  static constexpr size_t kConsumerFrames = 16;

  explicit SwitchRig(std::vector<int> cores = {}) : config_(rig_config(std::move(cores))) {
    engine_ = must(app::Engine::create(config_, clock_));
    studios_.push_back(std::make_unique<Studio>(Programme{.number = 1}, *engine_, clock_));
    studios_.push_back(std::make_unique<Studio>(Programme{.number = 2}, *engine_, clock_));
    video_ = receiver(config::Essence::kVideo);
    audio_ = receiver(config::Essence::kAudio);
    anc_ = receiver(config::Essence::kAnc);
    EXPECT_TRUE(video_->video.connect(pictures_.ring));
    EXPECT_TRUE(audio_->audio.connect(sound_.ring));
    EXPECT_TRUE(anc_->anc.connect(data_.ring));
  }
  ~SwitchRig() override {
    for (auto* unit : {&video_, &audio_, &anc_}) unit->reset();
    studios_.clear();
    engine_->stop();
  }

  static config::Config rig_config(std::vector<int> cores) {
    config::Config config;
    config.instance = "causeway-test-" + std::to_string(getpid());
    config.engine.hugepages = config::Hugepages::kNever;
    config.engine.cores = std::move(cores);
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      config::NetworkConfig& network = config.networks[index_of(leg)].emplace();
      network.device = "net_ring" + std::to_string(index_of(leg));
      network.address = Ipv4Address{0xC0A86E0AU + 0xA00U * static_cast<uint32_t>(index_of(leg))};
    }
    return config;
  }

  /// One more, or in place of the one with this number.
  Studio& studio(const Programme& programme) {
    std::erase_if(studios_, [&](const auto& other) { return other->programme().number == programme.number; });
    studios_.push_back(std::make_unique<Studio>(programme, *engine_, clock_));
    return *studios_.back();
  }
  Studio& studio(int number) {
    return **std::ranges::find(studios_, number, [](const auto& studio) { return studio->programme().number; });
  }

  /// The receiver of an essence on what a studio sends.
  static config::ReceiverConfig on(const Programme& programme, config::Essence essence) {
    config::ReceiverConfig config;
    config.id = "receiver" + std::to_string(static_cast<int>(essence));
    config.essence = essence;
    config.payload_type = programme.payload_type_of(essence);
    if (essence == config::Essence::kVideo) config.video = programme.video;
    if (essence == config::Essence::kAudio) config.audio = programme.audio;
    if (essence == config::Essence::kAnc) config.anc = {.rate = programme.video.rate, .scan = programme.video.scan};
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      config.legs[index_of(leg)] =
          config::ReceiverLeg{.group = programme.group(essence, leg), .port = 5004, .source = {}};
    }
    return config;
  }
  config::ReceiverConfig on(int number, config::Essence essence) { return on(studio(number).programme(), essence); }

  std::unique_ptr<app::ReceiverUnit> receiver(config::Essence essence, int number = 1) {
    auto unit = must(app::ReceiverUnit::create(on(number, essence), kConsumerFrames, *engine_));
    EXPECT_TRUE(unit->start());
    return unit;
  }

  void run(Duration time) {
    const TaiTime end = now_ + time;
    for (; now_ < end; now_ = now_ + std::chrono::microseconds(100)) {
      for (const auto& one : studios_) one->make(now_);
      clock_.set(now_);
      tick();
      step_workers();
      moves_.step(now_);
      pictures_.drain();
      sound_.drain();
      data_.drain();
    }
  }
  /// Every 0.1 ms, between cycles when the workers are not threads.
  virtual void tick() {}

  void step_workers() {
    for (const auto& worker : engine_->workers()) {
      if (!threads_) {
        for (int cycle = 0; cycle < 3; ++cycle) (void)worker->run_cycle(now_);
        continue;
      }
      const uint64_t begun = worker->statistics().cycles.get();
      while (worker->statistics().cycles.get() < begun + 2) std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
  }

  /// An activation: those that move, move together.
  void move(std::initializer_list<std::pair<app::ReceiverUnit*, config::ReceiverConfig>> wishes) {
    std::vector<app::Switchable*> moving;
    for (const auto& [unit, wanted] : wishes) {
      const auto moves = unit->move_to(wanted, kConsumerFrames);
      ASSERT_TRUE(moves) << moves.error().message;
      if (*moves) moving.push_back(unit);
    }
    moves_.add(moving, now_);
  }
  void move_all(int number) {
    move({{video_.get(), on(number, config::Essence::kVideo)},
          {audio_.get(), on(number, config::Essence::kAudio)},
          {anc_.get(), on(number, config::Essence::kAnc)}});
  }

  void expect_no_break() const {
    EXPECT_EQ(pictures_.breaks(), 0);
    EXPECT_EQ(sound_.breaks(), 0);
    EXPECT_EQ(data_.breaks(), 0);
    EXPECT_EQ(pictures_.damaged(), 0);
    EXPECT_EQ(sound_.damaged(), 0);
    EXPECT_EQ(data_.damaged(), 0);
  }
  void expect_on_air(int number) const {
    EXPECT_EQ(pictures_.studio(), number);
    EXPECT_EQ(sound_.studio(), number);
    EXPECT_EQ(data_.studio(), number);
    EXPECT_TRUE(moves_.empty());
  }
  /// Of what reception began with.
  void forget() {
    pictures_.entries.clear();
    sound_.entries.clear();
    data_.entries.clear();
  }

  config::Config config_;
  TaiTime now_ = TaiTime::from_ns(1'700'000'000 * kNsPerSecond);
  FakeClock clock_{now_};
  bool threads_ = false;
  std::unique_ptr<app::Engine> engine_;
  std::vector<std::unique_ptr<Studio>> studios_;
  std::unique_ptr<app::ReceiverUnit> video_;
  std::unique_ptr<app::ReceiverUnit> audio_;
  std::unique_ptr<app::ReceiverUnit> anc_;
  Delivered<bus::VideoFrame> pictures_;
  Delivered<bus::AudioBlock> sound_;
  Delivered<bus::AncFrame> data_;
  app::ReceiverMoves moves_;
};

}  // namespace cw::test
