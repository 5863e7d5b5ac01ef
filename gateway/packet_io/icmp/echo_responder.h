// Answers ICMP echo requests to our address (RFC 792, RFC 1122 section 3.2.2.6), so that `ping` works on a kernel-bypass port.
#pragma once

#include <cstdint>

#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/interface_address.h"
#include "gateway/packet_io/reply_queue.h"

namespace cw::packet_io {

/// Owned by HostStack; single-threaded. Echo to multicast or broadcast, fragments and bad checksums get no answer.
class EchoResponder {
 public:
  explicit EchoResponder(const InterfaceAddress& interface) : interface_(interface) {}

  void on_frame(Bytes frame, ReplyQueue& out);
  [[nodiscard]] uint64_t replies() const { return replies_.get(); }

 private:
  InterfaceAddress interface_;
  Counter replies_;
};

}  // namespace cw::packet_io
