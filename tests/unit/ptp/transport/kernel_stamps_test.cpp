#include "ptp/transport/kernel_stamps.h"

#include <linux/errqueue.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

#include <gtest/gtest.h>

#include "gateway/core/tai_time.h"

namespace cw::ptp {
namespace {

/// The control messages of one recvmsg.
class Control {
 public:
  template <typename T>
  void add(int level, int type, const T& value) {
    auto* header = reinterpret_cast<cmsghdr*>(octets_.data() + size_);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(header), &value, sizeof value);
    size_ += CMSG_SPACE(sizeof value);
  }
  ControlData read() {
    msghdr message{};
    message.msg_control = octets_.data();
    message.msg_controllen = size_;
    return read_control(message);
  }

 private:
  alignas(cmsghdr) std::array<uint8_t, 512> octets_{};
  size_t size_ = 0;
};

scm_timestamping stamps(timespec software, timespec hardware) { return {.ts = {software, {}, hardware}}; }

sock_extended_err transmitted(uint32_t key) {
  sock_extended_err error{};
  error.ee_origin = SO_EE_ORIGIN_TIMESTAMPING;
  error.ee_info = SCM_TSTAMP_SND;
  error.ee_data = key;
  return error;
}

TEST(ReadControl, FindsNothingInNothing) {
  Control control;
  const ControlData sut = control.read();
  EXPECT_TRUE(sut.stamp.empty());
  EXPECT_FALSE(sut.transmit_key);
  EXPECT_EQ(sut.interface_index, 0);
}

TEST(ReadControl, GivesBothKindsOfStamp) {
  Control control;
  control.add(SOL_SOCKET, SCM_TIMESTAMPING,
              stamps({.tv_sec = 1'763'870'400, .tv_nsec = 5}, {.tv_sec = 9, .tv_nsec = 7}));
  const ControlData sut = control.read();
  EXPECT_EQ(sut.stamp.software_ns, 1'763'870'400 * kNsPerSecond + 5);
  EXPECT_EQ(sut.stamp.hardware_ns, 9 * kNsPerSecond + 7);
  EXPECT_FALSE(sut.transmit_key);
}

TEST(ReadControl, GivesTheInterface) {
  Control control;
  in_pktinfo info{};
  info.ipi_ifindex = 12;
  control.add(IPPROTO_IP, IP_PKTINFO, info);
  EXPECT_EQ(control.read().interface_index, 12);
}

TEST(ReadControl, GivesTheNumberOfATransmittedMessage) {
  Control control;
  control.add(SOL_SOCKET, SCM_TIMESTAMPING, stamps({.tv_sec = 1, .tv_nsec = 2}, {}));
  control.add(IPPROTO_IP, IP_RECVERR, transmitted(77));
  const ControlData sut = control.read();
  EXPECT_EQ(sut.transmit_key, 77U);
  EXPECT_EQ(sut.stamp.software_ns, kNsPerSecond + 2);
}

TEST(ReadControl, TakesOtherErrorsForNoStamp) {
  Control control;
  sock_extended_err refused = transmitted(77);
  refused.ee_origin = SO_EE_ORIGIN_ICMP;
  control.add(IPPROTO_IP, IP_RECVERR, refused);
  sock_extended_err scheduled = transmitted(78);
  scheduled.ee_info = SCM_TSTAMP_SCHED;
  control.add(IPPROTO_IP, IP_RECVERR, scheduled);
  EXPECT_FALSE(control.read().transmit_key);
}

TEST(ReadControl, PassesOverMessagesThatAreTooShort) {
  Control control;
  control.add(SOL_SOCKET, SCM_TIMESTAMPING, uint32_t{1});
  control.add(IPPROTO_IP, IP_PKTINFO, uint8_t{1});
  const ControlData sut = control.read();
  EXPECT_TRUE(sut.stamp.empty());
  EXPECT_EQ(sut.interface_index, 0);
}

}  // namespace
}  // namespace cw::ptp
