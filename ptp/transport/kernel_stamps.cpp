#include "ptp/transport/kernel_stamps.h"

#include <linux/errqueue.h>
#include <netinet/in.h>

#include <cstring>

#include "gateway/core/tai_time.h"

namespace cw::ptp {
namespace {

template <typename T>
std::optional<T> value_of(const cmsghdr& control) {
  if (control.cmsg_len < CMSG_LEN(sizeof(T))) return std::nullopt;
  T value{};
  std::memcpy(&value, CMSG_DATA(&control), sizeof value);
  return value;
}

int64_t ns_of(const timespec& time) { return int64_t{time.tv_sec} * kNsPerSecond + time.tv_nsec; }

void read_error(const cmsghdr& control, ControlData& data) {
  const auto error = value_of<sock_extended_err>(control);
  if (error && error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING && error->ee_info == SCM_TSTAMP_SND) {
    data.transmit_key = error->ee_data;
  }
}

void read_one(const cmsghdr& control, ControlData& data) {
  if (control.cmsg_level == SOL_SOCKET && control.cmsg_type == SCM_TIMESTAMPING) {
    const auto stamps = value_of<scm_timestamping>(control);
    if (stamps) data.stamp = {.software_ns = ns_of(stamps->ts[0]), .hardware_ns = ns_of(stamps->ts[2])};
  } else if (control.cmsg_level == IPPROTO_IP && control.cmsg_type == IP_PKTINFO) {
    const auto info = value_of<in_pktinfo>(control);
    if (info) data.interface_index = info->ipi_ifindex;
  } else if (control.cmsg_level == IPPROTO_IP && control.cmsg_type == IP_RECVERR) {
    read_error(control, data);
  }
}

}  // namespace

ControlData read_control(msghdr& message) {
  ControlData data;
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    read_one(*control, data);
  }
  return data;
}

}  // namespace cw::ptp
