// Any text as an SDP. What is read is written and read back as the same, in both layers; what is written stays as it is; warnings stay
// few, say something and are safe to print, as errors are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sdp/grammar/parser.h"
#include "sdp/grammar/writer.h"
#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

/// Short, and printable ASCII whatever it quotes.
bool is_sayable(std::string_view text) {
  constexpr size_t kLongest = 1000;
  return !text.empty() && text.size() < kLongest &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void check_grammar(std::string_view text) {
  const auto description = cw::sdp::parse_sdp(text);
  if (!description) return require(is_sayable(description.error().message));
  const auto again = cw::sdp::parse_sdp(cw::sdp::to_text(*description));
  require(again && *again == *description);
}

void check_warnings(const cw::sdp::Reading& reading) {
  require(reading.warnings.size() <= cw::sdp::Warnings::kMost + 1);
  require(std::ranges::all_of(reading.warnings, [](const cw::sdp::Warning& warning) {
    return !warning.clause.empty() && is_sayable(warning.what) && is_sayable(warning.remedy);
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_grammar(text);
  const auto reading = cw::sdp::read_st2110_with_warnings(text);
  if (!reading) {
    require(is_sayable(reading.error().message));
    return 0;
  }
  check_warnings(*reading);
  const std::string written = cw::sdp::write_st2110(reading->session);
  const auto again = cw::sdp::read_st2110(written);
  require(again && *again == reading->session && cw::sdp::write_st2110(*again) == written);
  return 0;
}
