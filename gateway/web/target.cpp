#include "gateway/web/target.h"

namespace cw::web {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_allowed(char c, bool escaped) {
  const auto value = static_cast<unsigned char>(c);
  if (value < 0x20 || value == 0x7F || c == '\\') return false;
  return !(escaped && c == '/');
}

std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    const bool escaped = c == '%';
    if (escaped) {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (!is_allowed(c, escaped)) return std::nullopt;
    decoded += c;
  }
  return decoded;
}

/// Leaves out empty and "." segments; nothing when there is a "..".
std::optional<std::string> join_segments(std::string_view path) {
  std::string joined;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "..") return std::nullopt;
    if (segment.empty() || segment == ".") continue;
    joined += '/';
    joined += segment;
  }
  return joined;
}

/// "http://host/path" (absolute form, which servers must accept) to "/path".
std::string_view strip_authority(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!target.starts_with(kScheme)) return target;
  const size_t slash = target.find('/', kScheme.size());
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

}  // namespace

std::optional<Target> normalise_target(std::string_view target) {
  target = strip_authority(target);
  if (!target.starts_with('/')) return std::nullopt;
  target = target.substr(0, target.find('#'));
  const size_t question = target.find('?');
  const auto decoded = decode(target.substr(0, question));
  if (!decoded) return std::nullopt;
  auto path = join_segments(*decoded);
  if (!path) return std::nullopt;
  if (path->empty() || decoded->ends_with('/')) *path += '/';
  const std::string_view query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  return Target{std::move(*path), std::string(query)};
}

}  // namespace cw::web
