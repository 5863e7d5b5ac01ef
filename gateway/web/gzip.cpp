#include "gateway/web/gzip.h"

#include <array>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>
#include <optional>

#include "gateway/web/http_message.h"

namespace cw::web {
namespace {

namespace zlib = boost::beast::zlib;

/// ID1 ID2 CM=deflate FLG=0 MTIME=0 XFL=0 OS=255 (unknown).
constexpr std::array<char, 10> kHeader{'\x1f', '\x8b', '\x08', 0, 0, 0, 0, 0, 0, '\xff'};
constexpr int kLevel = 4;  // playlists shrink as well as at 9
constexpr int kWindowBits = 15;
constexpr int kMemoryLevel = 8;

void append_le32(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xFF);
}

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// "gzip;q=0.5" → true, "gzip;q=0" → false, another coding → nothing.
std::optional<bool> verdict_on_gzip(std::string_view coding) {
  const size_t semicolon = coding.find(';');
  const std::string_view name = trim(coding.substr(0, semicolon));
  if (!equal_ignoring_case(name, "gzip") && name != "*") return std::nullopt;
  if (semicolon == std::string_view::npos) return true;
  const std::string_view quality = trim(coding.substr(semicolon + 1));
  const bool zero = (quality.starts_with("q=0") || quality.starts_with("Q=0")) &&
                    quality.find_first_of("123456789") == std::string_view::npos;
  return !zero;
}

}  // namespace

std::string gzip(std::string_view text) {
  zlib::deflate_stream stream;
  stream.reset(kLevel, kWindowBits, kMemoryLevel, zlib::Strategy::normal);
  std::string out(kHeader.begin(), kHeader.end());
  const size_t bound = stream.upper_bound(text.size());
  out.resize(kHeader.size() + bound);
  zlib::z_params params;
  params.next_in = text.data();
  params.avail_in = text.size();
  params.next_out = out.data() + kHeader.size();
  params.avail_out = bound;
  boost::beast::error_code ended;  // end_of_stream: all of it fits into the bound
  stream.write(params, zlib::Flush::finish, ended);
  out.resize(kHeader.size() + params.total_out);
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  append_le32(out, crc.checksum());
  append_le32(out, static_cast<uint32_t>(text.size()));
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool accepted = false;
  while (!accept_encoding.empty()) {
    const size_t comma = accept_encoding.find(',');
    const std::string_view coding = accept_encoding.substr(0, comma);
    if (const auto verdict = verdict_on_gzip(coding)) {
      accepted = *verdict;
      if (trim(coding.substr(0, coding.find(';'))) != "*") return accepted;
    }
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
  }
  return accepted;
}

}  // namespace cw::web
