// The parameters of one a=fmtp line (ST 2110-20 §7.1: "name=value; name; ..."), with typed reads that say what is allowed. Private
// to sdp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/rational.h"
#include "sdp/st2110/names.h"

namespace cw::sdp {

class Fmtp {
 public:
  struct Parameter {
    std::string_view name;
    std::string_view value;
    bool has_value = false;
  };

  /// `text` without the payload type; the views in the result point into it. `line` is for messages.
  [[nodiscard]] static Fmtp parse(std::string_view text, size_t line);
  /// No fmtp line at all: every read finds its parameter absent.
  [[nodiscard]] static Fmtp none(size_t line) { return parse({}, line); }

  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  [[nodiscard]] size_t line() const { return line_; }

  // Reads. Absent: `out` stays as it is, unless required. Wrong: the first such fault is kept for check().
  void require(std::string_view name);
  void read_flag(std::string_view name, bool& out);
  void read_text(std::string_view name, std::string& out);
  void read_rate(std::string_view name, std::optional<FrameRate>& out);
  template <typename T>
  void read_number(std::string_view name, T& out, uint32_t min, uint32_t max) {
    uint32_t value = 0;
    if (read_integer(name, value, min, max)) out = static_cast<T>(value);
  }
  template <typename E, size_t N>
  void read_name(std::string_view name, E& out, const Names<E, N>& names) {
    const Parameter* parameter = find(name);
    if (parameter == nullptr) return;
    if (const auto value = from_name(names, parameter->value)) {
      out = *value;
    } else {
      fail_value(*parameter, all_names(names));
    }
  }

  [[nodiscard]] const Parameter* find(std::string_view name) const;
  /// Notes a fault unless there is one already.
  void fail(const std::string& what);
  void fail_value(const Parameter& parameter, const std::string& allowed);
  /// The first fault, as "line 12, a=fmtp: width is ...".
  [[nodiscard]] std::optional<Error> check() const { return fault_; }

 private:
  bool read_integer(std::string_view name, uint32_t& out, uint32_t min, uint32_t max);

  std::vector<Parameter> parameters_;
  size_t line_ = 0;
  std::optional<Error> fault_;
};

}  // namespace cw::sdp
