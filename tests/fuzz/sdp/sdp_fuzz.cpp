// Any text as an SDP; what is read is written and read back unchanged.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdp/grammar/parser.h"
#include "sdp/grammar/writer.h"
#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto description = cw::sdp::parse_sdp(text)) {
    const std::string written = cw::sdp::to_text(*description);
    const auto again = cw::sdp::parse_sdp(written);
    if (!again || cw::sdp::to_text(*again) != written) std::abort();
  }
  const auto session = cw::sdp::read_st2110(text);
  if (!session) {
    if (session.error().message.empty()) std::abort();
    return 0;
  }
  const std::string written = cw::sdp::write_st2110(*session);
  const auto again = cw::sdp::read_st2110(written);
  if (!again || cw::sdp::write_st2110(*again) != written) std::abort();
  return 0;
}
