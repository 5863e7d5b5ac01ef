// A UDP socket of one of PTP's two ports on one interface (IEEE 1588-2008 annex D): joined to both groups, time-stamped where asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "ptp/transport/descriptor.h"
#include "ptp/transport/kernel_stamps.h"
#include "ptp/transport/network_interface.h"

namespace cw::ptp {

inline constexpr uint16_t kEventPort = 319;
inline constexpr uint16_t kGeneralPort = 320;
inline constexpr Ipv4Address kPrimaryGroup{0xE0000181};  // 224.0.1.129
inline constexpr Ipv4Address kPeerGroup{0xE000006B};     // 224.0.0.107

struct PtpSocketConfig {
  NetworkInterface interface;
  uint16_t port = kEventPort;
  uint8_t dscp = 46;
};

/// Which stamps SO_TIMESTAMPING is asked for.
struct StampChoice {
  bool receive = false;
  bool transmit = false;
  bool hardware = false;  ///< of the device besides those of the kernel
};

/// A datagram or a transmit stamp, as recvmsg gives it.
struct ReceivedMessage {
  size_t size_bytes = 0;
  Endpoint source;
  ControlData control;
};

class PtpSocket {
 public:
  /// Error kHost with interface and remedy: the port is taken, no privilege, the groups cannot be joined.
  [[nodiscard]] static Expected<PtpSocket> open(const PtpSocketConfig& config);

  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  /// Transmit stamps are numbered from 0 with every call.
  [[nodiscard]] Expected<void> choose_stamps(StampChoice choice);

  [[nodiscard]] bool send(Bytes octets, Endpoint destination, uint8_t ttl) const;
  /// nullopt: nothing waits, or it came in by another interface than ours (then `foreign` is counted up and the next one is read).
  [[nodiscard]] std::optional<ReceivedMessage> receive(MutableBytes buffer, uint64_t& foreign) const;
  /// From the error queue; nullopt: nothing waits there.
  [[nodiscard]] std::optional<ReceivedMessage> receive_transmitted() const;

 private:
  PtpSocket(Descriptor descriptor, int interface) : descriptor_(std::move(descriptor)), interface_(interface) {}
  [[nodiscard]] std::optional<ReceivedMessage> read(MutableBytes buffer, int flags) const;

  Descriptor descriptor_;
  int interface_;  // index
};

}  // namespace cw::ptp
