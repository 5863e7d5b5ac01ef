// Any text as an SDP. What is read is written and read back as the same, in both layers; warnings stay few and say something.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdp/grammar/parser.h"
#include "sdp/grammar/writer.h"
#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_grammar(std::string_view text) {
  const auto description = cw::sdp::parse_sdp(text);
  if (!description) return require(!description.error().message.empty());
  const auto again = cw::sdp::parse_sdp(cw::sdp::to_text(*description));
  require(again && *again == *description);
}

void check_warnings(const cw::sdp::Reading& reading) {
  require(reading.warnings.size() <= cw::sdp::Warnings::kMost + 1);
  require(std::ranges::all_of(reading.warnings, [](const cw::sdp::Warning& warning) {
    return !warning.clause.empty() && !warning.what.empty() && !warning.remedy.empty();
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_grammar(text);
  const auto reading = cw::sdp::read_st2110_with_warnings(text);
  if (!reading) {
    require(!reading.error().message.empty());
    return 0;
  }
  check_warnings(*reading);
  const auto again = cw::sdp::read_st2110(cw::sdp::write_st2110(reading->session));
  require(again && *again == reading->session);
  return 0;
}
