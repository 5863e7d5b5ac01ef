#include "gateway/app/frame_grab.h"

#include <fmt/core.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "gateway/app/find_unit.h"
#include "gateway/core/spsc_ring.h"

namespace cw::app {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(500);
constexpr auto kLook = std::chrono::milliseconds(2);

/// A ring at a receiver's fan-out. A receiver that goes meanwhile takes its end with it; what it has given stays whole.
class Tap {
 public:
  Tap(const Gateway& gateway, std::string receiver) : gateway_(gateway), receiver_(std::move(receiver)) {}
  ~Tap() {
    with_receiver([this](ReceiverUnit& unit) { unit.video.disconnect(ring_); });
  }
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  Expected<void> open() {
    Expected<void> opened = input_error("no receiver has this id; /api/v1/status lists them");
    with_receiver([&](ReceiverUnit& unit) {
      opened = {};
      if (unit.config().essence != config::Essence::kVideo)
        opened = input_error("this receiver is not one of video");
      else if (!unit.video.connect(ring_))
        opened = host_error("this receiver feeds too many already; try again later");
    });
    return opened;
  }

  std::optional<bus::VideoLease> next() { return ring_.try_pop(); }

 private:
  template <typename Action>
  void with_receiver(Action&& action) {
    gateway_.read([&](const GatewayView& view) {
      if (ReceiverUnit* unit = find_unit(view.receivers, receiver_); unit != nullptr) action(*unit);
    });
  }

  const Gateway& gateway_;
  const std::string receiver_;
  SpscRing<bus::VideoLease> ring_{2};
};

}  // namespace

std::string y4m_of(const bus::VideoFrame& frame) {
  const bus::VideoFormat& format = frame.format;
  std::string file =
      fmt::format("YUV4MPEG2 W{} H{} F{}:{} {} A1:1 {} XTAI_FRAME={}\nFRAME\n", format.width, format.height,
                  format.rate.num(), format.rate.den(), format.scan == bus::Scan::kInterlaced ? "It" : "Ip",
                  format.depth > 8 ? "C422p10" : "C422", frame.index);
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    const size_t row = frame.plane_width(p) * frame.bytes_per_sample();
    for (size_t y = 0; y < format.height; ++y) {
      file.append(reinterpret_cast<const char*>(frame.planes[p].data + y * frame.planes[p].stride_bytes), row);
    }
  }
  return file;
}

Expected<std::string> grab_frame(const Gateway& gateway, const std::string& receiver) {
  static std::mutex one_at_a_time;  // the other threads of the web server go on serving viewers
  const std::unique_lock lock(one_at_a_time, std::try_to_lock);
  if (!lock) return host_error("another picture is being taken; try again");
  Tap tap(gateway, receiver);
  if (auto opened = tap.open(); !opened) return std::unexpected(opened.error());
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto frame = tap.next();
    if (frame && (*frame)->complete) return y4m_of(**frame);
    if (!frame) std::this_thread::sleep_for(kLook);
  }
  return host_error(fmt::format("receiver {} had no whole picture within {} ms", receiver, kPatience.count()));
}

}  // namespace cw::app
