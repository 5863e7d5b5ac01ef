// What the bridge costs over bare FFmpeg with the same encoder settings: 1080p50, 4:2:2 10 bit, to 720p and 360p, one frame per round.
// The bare side does what the ffmpeg command does: libswscale from the source for each rendition, then libx264.
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "gateway/bridge/channel.h"
#include "gateway/bridge/coding/h264_encoder.h"
#include "tests/support/fake_clock.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace {

using namespace cw;
using namespace cw::bridge;

constexpr FrameRate kRate = FrameRate::hz(50);
constexpr int64_t kStart = 85'000'000'000;
constexpr size_t kPictures = 50;

/// A pan over a detailed scene with some noise: about as hard to encode as sport.
void paint(bus::VideoFrame& frame, size_t shift) {
  for (size_t p = 0; p < 3; ++p) {
    uint32_t noise = static_cast<uint32_t>(shift * 7919 + 1);
    for (size_t y = 0; y < frame.format.height; ++y) {
      uint8_t* line = frame.planes[p].data + y * frame.planes[p].stride_bytes;
      for (size_t x = 0; x < frame.plane_width(p); ++x) {
        noise = noise * 1664525U + 1013904223U;
        const size_t at = x + shift * 4;
        const size_t texture = ((at / 24) * 37 + (y / 18) * 53) % 600 + ((at ^ y) & 31U) * 3;
        const auto word = static_cast<uint16_t>(p == 0 ? 100 + texture + (noise >> 28) : 480 + (at / 64 + y / 40) % 64);
        std::memcpy(line + 2 * x, &word, sizeof(word));
      }
    }
  }
}

class Scene {
 public:
  Scene() {
    for (size_t i = 0; i < kPictures; ++i) {
      frames_.push_back(pool_.try_lease());
      frames_.back()->prepare({.width = 1920, .height = 1080, .rate = kRate, .depth = 10});
      paint(*frames_.back(), i);
    }
  }
  bus::VideoLease at(int64_t index) {
    bus::VideoLease frame = frames_[static_cast<size_t>(index) % kPictures];
    frame->index = index;
    frame->tai = kRate.time_of(index);
    return frame;
  }

 private:
  bus::VideoPool pool_{kPictures};
  std::vector<bus::VideoLease> frames_;
};

std::vector<RenditionConfig> ladder() {
  return {{.id = "720p", .width = 1280, .height = 720, .bitrate_kbps = 3000},
          {.id = "360p", .width = 640, .height = 360, .bitrate_kbps = 800}};
}

void bridge_frame(benchmark::State& state) {
  Scene scene;
  test::FakeClock clock;
  SpscRing<bus::VideoLease> ring(8);
  ChannelConfig config;
  config.id = "bench";
  config.rate = kRate;
  config.ladder = ladder();
  auto channel = Channel::create(config, {.video = {&ring}, .audio = {}, .anc = nullptr}, clock).value();
  int64_t k = kStart;
  for (auto _ : state) {
    clock.set(kRate.time_of(k + 1));
    (void)ring.try_push(scene.at(k));
    channel->step(clock.now());
    ++k;
  }
  channel->stop();
}
BENCHMARK(bridge_frame)->Unit(benchmark::kMicrosecond)->Iterations(500);

/// One rendition as the ffmpeg command makes it.
class Bare {
 public:
  explicit Bare(const RenditionConfig& rendition)
      : encoder_(H264Encoder::create({.rendition = rendition, .rate = kRate, .gop_frames = 100}).value()),
        scaler_(sws_getContext(1920, 1080, AV_PIX_FMT_YUV422P10LE, rendition.width, rendition.height,
                               AV_PIX_FMT_YUV420P, SWS_BICUBIC, nullptr, nullptr, nullptr)),
        picture_(pool_.try_lease()) {
    picture_->prepare(rendition.width, rendition.height);
  }
  ~Bare() { sws_freeContext(scaler_); }

  void frame(const bus::VideoFrame& in, int64_t index) {
    std::array<const uint8_t*, 3> source{};
    std::array<uint8_t*, 3> target{};
    std::array<int, 3> source_stride{};
    std::array<int, 3> target_stride{};
    for (size_t p = 0; p < 3; ++p) {
      source[p] = in.planes[p].data;
      target[p] = picture_->planes[p].data;
      source_stride[p] = static_cast<int>(in.planes[p].stride_bytes);
      target_stride[p] = static_cast<int>(picture_->planes[p].stride_bytes);
    }
    sws_scale(scaler_, source.data(), source_stride.data(), 0, 1080, target.data(), target_stride.data());
    units_.clear();
    const EncoderInput input{.picture = picture_, .index = index, .opens_gop = index % 100 == 0, .captions = {}};
    if (!encoder_.encode(input, units_)) std::abort();
  }

 private:
  H264Encoder encoder_;
  SwsContext* scaler_;
  PicturePool pool_{1};
  PictureLease picture_;
  std::vector<bus::CodedUnitPtr> units_;
};

void bare_ffmpeg_frame(benchmark::State& state) {
  Scene scene;
  std::vector<std::unique_ptr<Bare>> renditions;
  for (const RenditionConfig& rendition : ladder()) renditions.push_back(std::make_unique<Bare>(rendition));
  int64_t k = kStart;
  for (auto _ : state) {
    for (const auto& rendition : renditions) rendition->frame(*scene.at(k), k);
    ++k;
  }
}
BENCHMARK(bare_ffmpeg_frame)->Unit(benchmark::kMicrosecond)->Iterations(500);

}  // namespace
