#include "ptp/transport/phc.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "gateway/core/tai_time.h"

namespace cw::ptp {
namespace {

constexpr unsigned kReadings = 5;

int64_t ns_of(const ptp_clock_time& time) { return int64_t{time.sec} * kNsPerSecond + time.nsec; }

void keep_narrower(std::optional<PhcReading>& best, const PhcReading& reading) {
  if (!best || reading.after_ns - reading.before_ns < best->after_ns - best->before_ns) best = reading;
}

}  // namespace

std::optional<PhcReading> narrowest(const ptp_sys_offset_extended& offsets) {
  std::optional<PhcReading> best;
  for (unsigned i = 0; i < std::min<unsigned>(offsets.n_samples, PTP_MAX_SAMPLES); ++i) {
    const auto& sample = offsets.ts[i];
    keep_narrower(best, {ns_of(sample[0]), ns_of(sample[1]), ns_of(sample[2])});
  }
  return best;
}

std::optional<PhcReading> narrowest(const ptp_sys_offset& offsets) {
  std::optional<PhcReading> best;
  for (unsigned i = 0; i < std::min<unsigned>(offsets.n_samples, PTP_MAX_SAMPLES); ++i) {
    const ptp_clock_time* sample = &offsets.ts[size_t{2} * i];
    keep_narrower(best, {ns_of(sample[0]), ns_of(sample[1]), ns_of(sample[2])});
  }
  return best;
}

Expected<Phc> Phc::open(int index) {
  const std::string path = "/dev/ptp" + std::to_string(index);
  Descriptor device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!device.is_open()) {
    const int reason = errno;
    return host_error("PTP: cannot open " + path + " (" + std::strerror(reason) +
                      "): let the user of this program read it, for example by a udev rule, or run as root");
  }
  return Phc(std::move(device));
}

std::optional<PhcReading> Phc::read() {
  if (extended_) {
    ptp_sys_offset_extended offsets{};
    offsets.n_samples = kReadings;
    if (ioctl(device_.get(), PTP_SYS_OFFSET_EXTENDED, &offsets) == 0) return narrowest(offsets);
    if (errno != EOPNOTSUPP && errno != ENOTTY) return std::nullopt;
    extended_ = false;
  }
  ptp_sys_offset offsets{};
  offsets.n_samples = kReadings;
  if (ioctl(device_.get(), PTP_SYS_OFFSET, &offsets) != 0) return std::nullopt;
  return narrowest(offsets);
}

}  // namespace cw::ptp
