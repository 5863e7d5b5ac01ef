// The parameters of one a=fmtp line (ST 2110-20 §7.1: "name=value; name; ..."), with typed reads that say what is allowed and note what
// is spelt otherwise. Private to sdp.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/rational.h"
#include "sdp/grammar/warning.h"
#include "sdp/st2110/names.h"

namespace cw::sdp {

class Fmtp {
 public:
  struct Parameter {
    std::string name;
    std::string value;
    bool has_value = false;
    bool known = false;
  };

  /// `text` without the payload type. `line` is for messages; `warnings` outlives this.
  [[nodiscard]] static Fmtp parse(std::string_view text, size_t line, Warnings* warnings = nullptr);
  /// No fmtp line at all: every read finds its parameter absent.
  [[nodiscard]] static Fmtp none(size_t line, Warnings* warnings = nullptr) { return parse({}, line, warnings); }
  /// A further line for the same payload type.
  void append(std::string_view text);

  /// These names, however capitalised, are ours to read; all others are left to others(). Of two with one name the first stays,
  /// unless `repeats` names them.
  void know(std::initializer_list<std::string_view> names, std::string_view repeats = {});
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  [[nodiscard]] std::vector<FmtpParameter> others() const;
  [[nodiscard]] size_t line() const { return line_; }

  // Reads of known parameters. Absent: `out` stays as it is, unless required. Wrong: the first such fault is kept for check().
  void require(std::string_view name);
  void read_flag(std::string_view name, bool& out);
  void read_text(std::string_view name, std::string& out);
  void read_rate(std::string_view name, std::optional<FrameRate>& out);
  template <typename T>
  void read_number(std::string_view name, T& out, uint32_t min, uint32_t max) {
    uint32_t value = 0;
    if (read_integer(name, value, min, max)) out = static_cast<T>(value);
  }
  template <typename Out, typename E>
  void read_name(std::string_view name, Out& out, const Names<E>& names) {
    const Parameter* parameter = find(name);
    if (parameter == nullptr) return;
    auto value = from_name(names, parameter->value);
    if (!value && parameter->has_value) {
      value = from_spelling(names, parameter->value);
      if (value) note_spelling(*parameter, to_name(names, *value));
    }
    if (!value) return fail_value(*parameter, all_names(names));
    out = *value;
  }

  [[nodiscard]] const Parameter* find(std::string_view name) const;
  /// Notes a fault unless there is one already.
  void fail(const std::string& what);
  void fail_value(const Parameter& parameter, const std::string& allowed);
  /// The first fault, as "line 12, a=fmtp: width is ...".
  [[nodiscard]] std::optional<Error> check() const { return fault_; }

  /// A deviation that was understood; the clause is that of the parameter called `name`.
  void note(std::string_view name, std::string_view what, std::string_view remedy);
  void note_spelling(const Parameter& parameter, std::string_view right);
  /// The parameter is due and not there; `taken` is what holds in its stead.
  void note_missing(std::string_view name, std::string_view taken);
  /// For essences whose standard wants a blank after each semicolon.
  void note_tight_separators(std::string_view clause);

 private:
  void add_entry(std::string_view entry);
  void add_parameter(std::string_view text);
  void know_one(Parameter& parameter, std::string_view name);
  void drop_repetitions(std::string_view name);
  bool read_integer(std::string_view name, uint32_t& out, uint32_t min, uint32_t max);

  std::vector<Parameter> parameters_;
  size_t line_ = 0;
  Warnings* warnings_ = nullptr;
  bool tight_ = false;
  std::optional<Error> fault_;
};

/// "ST 2110-20 7.2" for width.
[[nodiscard]] std::string_view clause_of(std::string_view parameter);

}  // namespace cw::sdp
