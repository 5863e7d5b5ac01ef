// PTP datagrams from anybody: what parses must come back the same when it is written and parsed again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "ptp/wire/messages.h"
#include "ptp/wire/synchronization_metadata.h"

namespace {

using namespace cw;
using namespace cw::ptp;

void check_metadata(const Message& message) {
  const auto metadata = parse_synchronization_metadata(message);
  if (!metadata) return;
  std::vector<uint8_t> octets(kSynchronizationMetadataTlvBytes);
  if (write_synchronization_metadata(*metadata, octets) != octets.size()) std::abort();
  Message again = message;
  again.tlvs = octets;
  if (parse_synchronization_metadata(again) != metadata) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  WireFault fault = WireFault::kNone;
  const auto message = parse_message({data, size}, &fault);
  if (message.has_value() != (fault == WireFault::kNone)) std::abort();
  if (!message) return 0;
  std::vector<uint8_t> octets(message->header.length);
  if (write_message(*message, octets) != octets.size()) std::abort();
  const auto again = parse_message(octets, &fault);
  if (!again || again->header != message->header || again->body != message->body) std::abort();
  if (!std::ranges::equal(again->tlvs, message->tlvs)) std::abort();
  check_metadata(*message);
  return 0;
}
