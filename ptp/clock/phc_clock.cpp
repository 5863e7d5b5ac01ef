#include "ptp/clock/phc_clock.h"

#include <fcntl.h>
#include <linux/ptp_clock.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

namespace cw::ptp {
namespace {

/// The kernel's numbering of clocks behind file descriptors (clock_gettime(2)).
clockid_t clock_of(int descriptor) {
  constexpr unsigned kClockFd = 3;
  return static_cast<clockid_t>((~static_cast<unsigned>(descriptor) << 3U) | kClockFd);
}

class PhcDevice final : public PhcReader {
 public:
  explicit PhcDevice(int descriptor) : descriptor_(descriptor) {}
  ~PhcDevice() override { close(descriptor_); }
  PhcDevice(const PhcDevice&) = delete;
  PhcDevice& operator=(const PhcDevice&) = delete;

  [[nodiscard]] std::optional<int64_t> read_ns() noexcept override {
    timespec time{};
    if (clock_gettime(clock_of(descriptor_), &time) != 0) return std::nullopt;
    return int64_t{time.tv_sec} * kNsPerSecond + time.tv_nsec;
  }

 private:
  int descriptor_;
};

std::string remedy_of(int error) {
  switch (error) {
    case ENOENT: return "there is no such device: this NIC or machine has no PTP hardware clock (see `ethtool -T`)";
    case EACCES:
    case EPERM: return "not permitted: run as a member of the group that owns it";
    default: return std::strerror(error);
  }
}

}  // namespace

Expected<std::unique_ptr<PhcReader>> open_phc(const std::string& device) {
  const int descriptor = open(device.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return host_error("cannot open " + device + ": " + remedy_of(errno));
  auto reader = std::make_unique<PhcDevice>(descriptor);
  ptp_clock_caps capabilities{};
  if (ioctl(descriptor, PTP_CLOCK_GETCAPS, &capabilities) != 0) {
    return host_error(device + " is no PTP hardware clock; give a /dev/ptpN");
  }
  if (!reader->read_ns()) return host_error(device + " cannot be read: is its network interface up?");
  return reader;
}

PhcClock::PhcClock(std::unique_ptr<PhcReader> reader, LocalCounter counter)
    : reader_(std::move(reader)), counter_(counter), clock_(counter, TaiTime{}) {}

Expected<std::unique_ptr<PhcClock>> PhcClock::create(std::unique_ptr<PhcReader> reader, const std::string& device,
                                                     LocalCounter counter, int utc_offset_s) {
  std::unique_ptr<PhcClock> clock(new PhcClock(std::move(reader), counter));
  if (!clock->observe()) return host_error(device + " cannot be read: is its network interface up?");
  const LocalTime now = counter.now();
  clock->clock_.step_by(TaiTime::from_ns(*clock->cross_.to_other(now)) - clock->clock_.tai_of(now));
  clock->clock_.set_utc_offset_s(utc_offset_s);
  clock->clock_.set_description("PTP hardware clock " + device);
  return clock;
}

bool PhcClock::observe() {
  constexpr int kReadings = 5;  // one of them will not be interrupted
  for (int i = 0; i < kReadings; ++i) {
    const LocalTime before = counter_.now();
    const auto phc_ns = reader_->read_ns();
    const LocalTime after = counter_.now();
    if (!phc_ns) return false;
    cross_.observe(*phc_ns, before, after);
  }
  return true;
}

bool PhcClock::poll() {
  if (!observe()) return false;
  constexpr double kTimeConstantS = 1;
  const LocalTime now = counter_.now();
  offset_ = clock_.tai_of(now) - TaiTime::from_ns(*cross_.to_other(now));
  if (std::exchange(steps_seen_, cross_.steps()) != cross_.steps()) {
    clock_.step_by(-offset_);
    offset_ = Duration{0};
  }
  // ns per second are parts per billion.
  clock_.set_frequency(cross_.frequency_ppb() - static_cast<double>(offset_.count()) / kTimeConstantS);
  return true;
}

}  // namespace cw::ptp
