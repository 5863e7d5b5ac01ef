// Sends a port's own messages: fills in what is the same in all of them, writes them, hands them to the link and
// counts.
#pragma once

#include <cstdint>

#include "gateway/core/packet.h"
#include "ptp/port/port_link.h"
#include "ptp/port/port_status.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

struct MessageRoute {
  Destination destination = Destination::kPrimaryMulticast;
  Ipv4Address unicast{};
  uint32_t stamp_id = 0;
};

using MessageBody = decltype(Message::body);

/// A header of ours; source and domain are filled in on sending.
[[nodiscard]] inline Header header_of(MessageType type, uint16_t sequence) {
  Header header;
  header.type = type;
  header.sequence = sequence;
  return header;
}

class MessageSender {
 public:
  /// `link` and `status` outlive it.
  MessageSender(uint8_t domain, PortLink& link, PortStatus& status) : domain_(domain), link_(link), status_(status) {}

  /// Sets source, domain and the unicast flag. False: not sent, and counted.
  bool send(const Header& header, const MessageBody& body, const MessageRoute& route, Bytes tlvs = {});
  /// Never 0.
  [[nodiscard]] uint32_t next_stamp_id() { return ++last_stamp_id_ == 0 ? ++last_stamp_id_ : last_stamp_id_; }
  [[nodiscard]] const PortIdentity& identity() const { return status_.identity; }

 private:
  uint8_t domain_;
  PortLink& link_;
  PortStatus& status_;
  uint32_t last_stamp_id_ = 0;
};

}  // namespace cw::ptp
