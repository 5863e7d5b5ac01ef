// A deviation from the standards that the reader saw past: where, what, which clause, and what to write instead. Collected on the way
// through both layers of sdp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cw::sdp {

struct Warning {
  size_t line = 0;     ///< counts from 1; 0: the SDP as a whole
  std::string where;   ///< "a=fmtp", "c="
  std::string clause;  ///< "ST 2110-20 7.3"
  std::string what;    ///< how it was read
  std::string remedy;  ///< what the sender should write
  bool operator==(const Warning&) const = default;
};

/// "line 12, a=fmtp: interlace has a value (ST 2110-20 7.3); write the bare name"
[[nodiscard]] inline std::string to_text(const Warning& warning) {
  std::string text = warning.line == 0 ? "" : "line " + std::to_string(warning.line) + ", ";
  if (!warning.where.empty()) text += warning.where + ": ";
  return text + warning.what + " (" + warning.clause + "); " + warning.remedy;
}

/// Where a warning belongs; `clause` is a literal of the caller's.
struct Place {
  size_t line = 0;
  std::string_view where;
  std::string_view clause;
};

/// Keeps the first of many: a hostile text must not make more of them than a person reads.
class Warnings {
 public:
  static constexpr size_t kMost = 100;

  void add(const Place& place, std::string_view what, std::string_view remedy);
  /// All of them, in the order of their lines.
  [[nodiscard]] std::vector<Warning> take();

 private:
  std::vector<Warning> all_;
  size_t left_out_ = 0;
};

}  // namespace cw::sdp
