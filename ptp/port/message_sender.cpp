#include "ptp/port/message_sender.h"

#include <array>

namespace cw::ptp {

bool MessageSender::send(const Header& header, const MessageBody& body, const MessageRoute& route, Bytes tlvs) {
  constexpr size_t kLargest = 256;
  Message message{.header = header, .body = body, .tlvs = tlvs};
  message.header.source = status_.identity;
  message.header.domain = domain_;
  if (route.destination == Destination::kUnicast) message.header.flags |= flags::kUnicast;
  std::array<uint8_t, kLargest> octets;
  const size_t size = write_message(message, octets);
  const OutgoingMessage outgoing{.octets = Bytes{octets.data(), size},
                                 .event = is_event(message.header.type),
                                 .destination = route.destination,
                                 .unicast = route.unicast,
                                 .stamp_id = route.stamp_id};
  if (size == 0 || !link_.send(outgoing)) {
    ++status_.faults.send_failures;
    return false;
  }
  ++status_.sent[static_cast<size_t>(message.header.type)];
  return true;
}

}  // namespace cw::ptp
