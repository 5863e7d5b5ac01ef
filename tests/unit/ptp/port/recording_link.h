// A link that keeps what is sent, for tests of a port's parts.
#pragma once

#include <vector>

#include "ptp/port/port_link.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

class RecordingLink final : public PortLink {
 public:
  struct Sent {
    Message message;  ///< without its TLVs
    OutgoingMessage outgoing;
  };
  [[nodiscard]] bool send(const OutgoingMessage& message) override {
    if (!accepts) return false;
    Sent copy{.message = *parse_message(message.octets, nullptr), .outgoing = message};
    copy.message.tlvs = {};
    copy.outgoing.octets = {};
    sent.push_back(copy);
    return true;
  }
  [[nodiscard]] TimestampKind timestamps() const override { return TimestampKind::kSoftwareBurst; }
  [[nodiscard]] bool up() const override { return true; }

  bool accepts = true;
  std::vector<Sent> sent;
};

}  // namespace cw::ptp
