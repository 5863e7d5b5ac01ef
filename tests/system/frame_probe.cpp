// For tests against real peers: raw pictures in and out of the engine's own receiver and generator.
//   frame_probe receive CONFIG RECEIVER COUNT OUT   writes COUNT complete frames as planar 4:2:2 (tight rows), prints their indices
//   frame_probe bars WIDTH HEIGHT RATE DEPTH LABEL FIRST COUNT OUT   renders the generator's frames FIRST.. the same way
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "config/loader.h"
#include "gateway/app/engine.h"
#include "gateway/app/receiver_unit.h"
#include "gateway/app/sdp_binding.h"
#include "gateway/source/bars.h"
#include "ptp/clock/host_clock.h"

namespace {

void write_tight(std::ofstream& out, const cw::bus::VideoFrame& frame) {
  for (size_t p = 0; p < cw::bus::VideoFrame::kPlaneCount; ++p) {
    const size_t row = frame.plane_width(p) * frame.bytes_per_sample();
    for (size_t y = 0; y < frame.format.height; ++y) {
      out.write(reinterpret_cast<const char*>(frame.planes[p].data + y * frame.planes[p].stride_bytes),
                static_cast<std::streamsize>(row));
    }
  }
}

int fail(const std::string& message) {
  fmt::print(stderr, "frame_probe: {}\n", message);
  return 1;
}

/// Frames are kept in memory until all have come: a slow disk must not look like loss.
int collect(cw::app::ReceiverUnit& receiver, size_t count, const std::string& path) {
  cw::SpscRing<cw::bus::VideoLease> ring(count);
  if (!receiver.video.connect(ring)) return fail("no place to connect");
  if (auto started = receiver.start(); !started) return fail(started.error().message);
  std::vector<cw::bus::VideoLease> frames;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (frames.size() < count && std::chrono::steady_clock::now() < deadline) {
    auto frame = ring.try_pop();
    if (frame && (*frame)->complete) frames.push_back(std::move(*frame));
    if (!frame) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  receiver.stop();
  receiver.video.disconnect(ring);
  std::ofstream out(path, std::ios::binary);
  for (const auto& frame : frames) {
    fmt::print("{} {}\n", frame->index, frame->locked ? "locked" : "unlocked");
    write_tight(out, *frame);
  }
  const auto& statistics = receiver.video_receiver()->assembler().statistics();
  fmt::print("incomplete {}\n", statistics.frames_incomplete.get());
  return frames.size() == count ? 0 : fail(fmt::format("only {} of {} frames came", frames.size(), count));
}

int receive(char** argv) {
  auto config = cw::config::load_config_file(argv[2]);
  if (!config) return fail(cw::config::to_text(config.error()));
  if (const auto faults = cw::app::resolve_receivers(*config); !faults.empty())
    return fail(cw::config::to_text(faults));
  const size_t count = std::strtoul(argv[4], nullptr, 10);
  const auto wanted = std::ranges::find(config->receivers, std::string(argv[3]), &cw::config::ReceiverConfig::id);
  if (wanted == config->receivers.end()) return fail("no such receiver");
  auto clock = cw::ptp::create_clock(cw::ptp::ClockKind::kSystem);
  if (!clock) return fail(clock.error().message);
  auto engine = cw::app::Engine::create(*config, **clock);
  if (!engine) return fail(engine.error().message);
  auto receiver = cw::app::ReceiverUnit::create(*wanted, count + 4, **engine);
  if (!receiver) return fail(receiver.error().message);
  (*engine)->start();
  const int result = collect(**receiver, count, argv[5]);
  receiver->reset();
  (*engine)->stop();
  return result;
}

int bars(char** argv) {
  const auto number = [&](int i) { return std::strtoll(argv[i], nullptr, 10); };
  cw::source::BarsConfig config;
  config.format.width = static_cast<uint16_t>(number(2));
  config.format.height = static_cast<uint16_t>(number(3));
  config.format.rate = cw::FrameRate::hz(number(4));
  config.format.depth = static_cast<uint8_t>(number(5));
  config.ident = argv[6];
  auto source = cw::source::Bars::create(config);
  if (!source) return fail(source.error().message);
  std::ofstream out(argv[9], std::ios::binary);
  cw::bus::VideoFrame frame;
  frame.prepare(config.format);
  for (int64_t index = number(7); index < number(7) + number(8); ++index) {
    source->render(frame, index);
    write_tight(out, frame);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "receive" && argc == 6) return receive(argv);
  if (mode == "bars" && argc == 10) return bars(argv);
  return fail("usage: receive CONFIG RECEIVER COUNT OUT | bars WIDTH HEIGHT RATE DEPTH LABEL FIRST COUNT OUT");
}
