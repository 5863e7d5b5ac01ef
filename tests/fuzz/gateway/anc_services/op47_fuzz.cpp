// Any words as an OP-47 subtitling distribution packet.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/anc_services/op47.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<uint16_t> words(data, data + size);
  const auto sdp = cw::anc_services::parse_op47(words);
  if (!sdp) return 0;
  size_t characters = 0;
  for (const auto& packet : sdp->wst()) characters += packet.text().size();
  return characters > 5 * 45 ? 1 : 0;
}
