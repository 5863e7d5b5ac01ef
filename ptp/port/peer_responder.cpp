#include "ptp/port/peer_responder.h"

#include <algorithm>

namespace cw::ptp {

void PeerResponder::on_request(const Header& header, Ipv4Address source, LocalTime received) {
  const bool unicast = (header.flags & flags::kUnicast) != 0;
  MessageRoute route{.destination = unicast ? Destination::kUnicast : Destination::kPeerMulticast,
                     .unicast = source,
                     .stamp_id = sender_.next_stamp_id()};
  auto& slot = responses_[next_slot_++ % kPending];
  if (slot) ++status_.faults.missing_stamps;
  slot = Response{.stamp_id = route.stamp_id, .request = header, .route = route};  // before sending: see DelayExchange
  Header response = header_of(MessageType::kPdelayResp, header.sequence);
  response.flags = flags::kTwoStep;
  const ResponseBody body{.time_ns = clock_.tai_of(received).ns(), .requester = header.source};
  if (!sender_.send(response, body, route)) slot.reset();
}

void PeerResponder::on_transmitted(uint32_t stamp_id, LocalTime sent) {
  const auto slot = std::ranges::find_if(responses_, [&](const auto& r) { return r && r->stamp_id == stamp_id; });
  if (slot == responses_.end()) return;
  Response response = **slot;
  slot->reset();
  response.route.stamp_id = 0;
  Header follow_up = header_of(MessageType::kPdelayRespFollowUp, response.request.sequence);
  follow_up.correction = response.request.correction;
  const ResponseBody body{.time_ns = clock_.tai_of(sent).ns(), .requester = response.request.source};
  sender_.send(follow_up, body, response.route);
}

}  // namespace cw::ptp
