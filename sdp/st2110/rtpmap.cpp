#include "sdp/st2110/rtpmap.h"

#include <fmt/format.h>

#include <array>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr std::array<std::string_view, 9> kEncodings{"raw", "jxsv",  "vc2",         "smpte291", "L16",
                                                     "L24", "AM824", "SMPTE2022-6", "ST2110-41"};

}  // namespace

Rtpmap parse_rtpmap(std::string_view text, size_t line, Warnings& warnings) {
  const auto parts = split(text, '/');
  Rtpmap rtpmap{.encoding = std::string(trim(parts[0])),
                .clock_rate_hz = {},
                .parameters = {},
                .text = std::string(text),
                .line = line};
  if (parts.size() > 1) rtpmap.clock_rate_hz = parse_number<uint32_t>(trim(parts[1]));
  if (parts.size() > 2) {
    rtpmap.parameters = trim(text.substr(static_cast<size_t>(parts[2].data() - text.data())));
  }
  for (const std::string_view encoding : kEncodings) {
    if (rtpmap.encoding == encoding || !equal_but_for_case(rtpmap.encoding, encoding)) continue;
    warnings.add({line, "a=rtpmap", "RFC 8866 6.6"},
                 fmt::format("encoding is {}, read as {}", quoted(rtpmap.encoding), encoding),
                 fmt::format("write {}", encoding));
    rtpmap.encoding = encoding;
  }
  return rtpmap;
}

}  // namespace cw::sdp
