// A live channel without a gateway: loops a captioned clip through the packager in real time, for the player tests.
// usage: hls_live DIRECTORY SECONDS [HISTORY_SEGMENTS]     (history that fills the window at once, 10 by default, then live)
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "gateway/hls/packager.h"
#include "tests/component/coded_clip.h"

namespace {

using namespace cw;
constexpr int64_t kGop = 100;
constexpr int64_t kHistorySegments = 10;
constexpr int kUtcOffset = 37;

class WallClock final : public MediaClock {
 public:
  [[nodiscard]] TaiTime now() const noexcept override {
    const auto utc = std::chrono::system_clock::now().time_since_epoch();
    return TaiTime::from_ns(std::chrono::duration_cast<std::chrono::nanoseconds>(utc).count()) +
           std::chrono::seconds(kUtcOffset);
  }
  [[nodiscard]] int utc_offset_s() const noexcept override { return kUtcOffset; }
};

// One caption every two seconds: its words are the segment's number.
std::pair<uint8_t, uint8_t> caption_at(int64_t frame) {
  constexpr std::pair<uint8_t, uint8_t> kNothing{0x80, 0x80};
  const auto pairs = test::caption_pairs("SEGMENT " + std::to_string(frame / kGop));
  const auto position = static_cast<size_t>(frame % kGop);
  return position < pairs.size() ? pairs[position] : kNothing;
}

struct Channel {
  std::vector<test::VideoClip> video;
  test::AudioClip audio;
};

Channel encode(const std::filesystem::path& folder) {
  Channel channel;
  channel.video.push_back(test::VideoClip::encode({.width = 640, .height = 360, .bitrate_kbps = 1000}, folder));
  channel.video.push_back(test::VideoClip::encode({.width = 320, .height = 180, .bitrate_kbps = 400}, folder));
  channel.audio = test::AudioClip::encode(folder);
  return channel;
}

struct Span {
  int64_t history_frames;
  int64_t live_frames;
};

void run(const Channel& channel, hls::Packager& packager, const MediaClock& clock, Span span) {
  const Rate rate = Rate::hz(50);
  const Rate samples = Rate::hz(48'000);
  const int64_t start = rate.index_at(clock.now());
  int64_t audio_frame = samples.index_at(rate.time_of(start - span.history_frames)) / 1024;
  for (int64_t n = start - span.history_frames; n < start + span.live_frames; ++n) {
    const Duration ahead = rate.time_of(n + 1) - clock.now();
    if (ahead > Duration::zero()) std::this_thread::sleep_for(ahead);
    const auto [first, second] = caption_at(n);
    for (size_t i = 0; i < channel.video.size(); ++i)
      packager.on_video(i, channel.video[i].captioned_unit(n, first, second));
    for (; samples.time_of(audio_frame * 1024 + 1024) < rate.time_of(n + 1); ++audio_frame) {
      packager.on_audio(0, channel.audio.unit(audio_frame));
    }
    if (n < start) packager.drain();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::cerr << "usage: hls_live DIRECTORY SECONDS [HISTORY_SEGMENTS]\n";
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  const Channel channel = encode(directory);
  const WallClock clock;
  hls::PackagerConfig config;
  config.directory = directory;
  config.channel = "live";
  config.gop_frames = kGop;
  config.video = {{"360p", "", channel.video[0].parameters()}, {"180p", "", channel.video[1].parameters()}};
  config.audio = {{"audio", "Tone", channel.audio.parameters()}};
  config.captions = {{.instream_id = "CC1", .name = "English", .language = "en"}};
  auto packager = hls::Packager::create(config, clock);
  if (!packager) {
    std::cerr << packager.error().message << "\n";
    return 1;
  }
  const int64_t history = argc == 4 ? std::atoll(argv[3]) : kHistorySegments;
  run(channel, **packager, clock, {.history_frames = history * kGop, .live_frames = std::atoll(argv[2]) * 50});
  return 0;
}
