// PTP on an interface that the kernel owns: UDP over IPv4 with SO_TIMESTAMPING. The control thread polls the two descriptors and calls
// receive(); nothing runs by itself.
//
//   ppoll(descriptors) → receive() → LinkListener → PtpClient → send()
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/core/error.h"
#include "ptp/clock/local_counter.h"
#include "ptp/port/port_link.h"
#include "ptp/transport/link_listener.h"
#include "ptp/transport/ptp_socket.h"
#include "ptp/transport/stamp_clocks.h"
#include "ptp/transport/transmit_ledger.h"

namespace cw::ptp {

struct KernelLinkConfig {
  std::string interface;
  uint8_t dscp = 46;  ///< EF
  uint8_t ttl = 64;
  uint8_t peer_ttl = 1;         ///< of messages to the peer delay group, which no router forwards
  bool hardware_stamps = true;  ///< where interface and privileges allow; else those of the kernel
};

/// One thread's; a reader elsewhere takes a copy there.
struct KernelLinkCounters {
  uint64_t received = 0;
  uint64_t sent = 0;
  uint64_t send_failures = 0;
  uint64_t receive_stamps_missing =
      0;  ///< event messages that came without a usable stamp; they got the time of the read
  uint64_t transmit_stamps_missing = 0;   ///< wanted, and not delivered by the kernel
  uint64_t transmit_stamps_unusable = 0;  ///< delivered and implausible; they became the time of the send
  uint64_t foreign = 0;                   ///< datagrams of other interfaces
};

class KernelLink final : public PortLink {
 public:
  /// Error kHost with interface and remedy. Where the device's own stamps cannot be had, `hardware_refusal()` says why.
  [[nodiscard]] static Expected<std::unique_ptr<KernelLink>> create(const KernelLinkConfig& config,
                                                                    LocalCounter counter);

  /// Before the first receive() or send(); the listener outlives the link.
  void attach(LinkListener& listener) { listener_ = &listener; }

  /// Poll for input; errors (POLLERR) mean transmit stamps. Valid as long as the link.
  [[nodiscard]] std::array<int, 2> descriptors() const { return {event_.descriptor(), general_.descriptor()}; }
  /// Gives the listener what waits: transmit stamps, event messages, general messages; at most kMaxBurst of each. Returns how many.
  size_t receive();

  /// Stamps come by on_transmitted(), mostly from receive(); from within send() where the interface's driver stamps nothing and
  /// after a send that failed.
  [[nodiscard]] bool send(const OutgoingMessage& message) override;
  [[nodiscard]] TimestampKind timestamps() const override { return kind_; }
  [[nodiscard]] bool up() const override;

  [[nodiscard]] const NetworkInterface& interface() const { return interface_; }
  [[nodiscard]] KernelLinkCounters counters() const;
  /// Why stamps are the kernel's though the interface has a clock; empty: it has none, or it is in use.
  [[nodiscard]] const std::string& hardware_refusal() const { return hardware_refusal_; }

 private:
  struct Parts {
    NetworkInterface interface;
    PtpSocket event;
    PtpSocket general;
    std::optional<Phc> phc;
    StampChoice stamps;
    std::string hardware_refusal;
  };
  KernelLink(const KernelLinkConfig& config, LocalCounter counter, Parts parts);

  static void choose_hardware(Parts& parts, const StampAbilities& abilities);
  size_t receive_transmitted();
  size_t receive_from(const PtpSocket& socket, bool event);
  void deliver_transmitted(const SentMessage& message, const KernelStamp& stamp);
  [[nodiscard]] LocalTime arrival_of(const KernelStamp& stamp);
  void note_departure(bool sent, uint32_t stamp_id, LocalTime before, LocalTime after);

  KernelLinkConfig config_;
  NetworkInterface interface_;
  PtpSocket event_;
  PtpSocket general_;
  StampChoice stamps_;
  StampClocks clocks_;
  TransmitLedger ledger_;
  LinkListener* listener_ = nullptr;
  KernelLinkCounters counters_;
  TimestampKind kind_ = TimestampKind::kKernelSoftware;
  std::string hardware_refusal_;
  std::array<uint8_t, 2048> buffer_{};  // longer messages are cut, and then refused by the parser
};

}  // namespace cw::ptp
