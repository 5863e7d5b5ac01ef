#include "sdp/st2110/fmtp.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sdp/grammar/words.h"
#include "sdp/st2110/frame_rate_text.h"

namespace cw::sdp {
namespace {

constexpr size_t kMaxParameters = 512;

constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kClauses{
    {{"sampling", "ST 2110-20 7.4.1"}, {"depth", "ST 2110-20 7.4.2"},   {"colorimetry", "ST 2110-20 7.5"},
     {"TCS", "ST 2110-20 7.6"},        {"interlace", "ST 2110-20 7.3"}, {"segmented", "ST 2110-20 7.3"},
     {"RANGE", "ST 2110-20 7.3"},      {"PAR", "ST 2110-20 7.3"},       {"TP", "ST 2110-21 8.1"},
     {"TROFF", "ST 2110-21 8.2"},      {"CMAX", "ST 2110-21 8.2"},      {"MAXUDP", "ST 2110-10 8.6"},
     {"TSMODE", "ST 2110-10 8.7"},     {"TSDELAY", "ST 2110-10 8.7"},   {"channel-order", "ST 2110-30 6.2.2"},
     {"DID_SDID", "RFC 8331 3.1"},     {"VPID_Code", "RFC 8331 3.1"},   {"TM", "ST 2110-40 7"},
     {"packetmode", "RFC 9134 7.1"},   {"transmode", "RFC 9134 7.1"},   {"profile", "RFC 9134 7.1"},
     {"level", "RFC 9134 7.1"},        {"sublevel", "RFC 9134 7.1"}}};

/// `text` without the blanks around each first = of an entry ("width = 1920").
std::string without_blanks_around_equals(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '=') {
      while (!result.empty() && is_blank(result.back())) result.pop_back();
      result += c;
      while (i + 1 < text.size() && is_blank(text[i + 1])) ++i;
    } else {
      result += c;
    }
  }
  return result;
}

/// However it is capitalised; "interlaced" is the commonest slip of all.
bool is_called(const Fmtp::Parameter& parameter, std::string_view name) {
  if (equal_but_for_case(parameter.name, name)) return true;
  return name == "interlace" && equal_but_for_case(parameter.name, "interlaced");
}

bool is_flag(std::string_view word) {
  return word == "interlace" || word == "segmented" || word == "interlaced" || word == "top-field-first";
}

bool is_true(std::string_view value) {
  return value == "1" || equal_but_for_case(value, "true") || equal_but_for_case(value, "yes");
}

bool is_false(std::string_view value) {
  return value == "0" || equal_but_for_case(value, "false") || equal_but_for_case(value, "no");
}

}  // namespace

std::string_view clause_of(std::string_view parameter) {
  const auto* found = std::ranges::find(kClauses, parameter, &std::pair<std::string_view, std::string_view>::first);
  return found == kClauses.end() ? std::string_view("ST 2110-20 7.2") : found->second;
}

Fmtp Fmtp::parse(std::string_view text, size_t line, Warnings* warnings) {
  Fmtp fmtp;
  fmtp.line_ = line;
  fmtp.warnings_ = warnings;
  fmtp.append(text);
  return fmtp;
}

void Fmtp::append(std::string_view text) {
  constexpr size_t kUsualParameters = 16;
  parameters_.reserve(parameters_.size() + kUsualParameters);
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view entry = trim(text.substr(0, end));
    if (!entry.empty()) add_entry(entry);
    text.remove_prefix(std::min(end + 1, text.size()));
    tight_ = tight_ || (!text.empty() && !is_blank(text.front()) && text.front() != ';');
  }
}

/// One entry between semicolons, or several where a semicolon was forgotten.
void Fmtp::add_entry(std::string_view entry) {
  if (std::ranges::none_of(entry, is_blank)) return add_parameter(entry);
  const std::string joined = without_blanks_around_equals(entry);
  if (joined.size() != entry.size()) {
    note("", fmt::format("{} has blanks around =", quoted(entry)), "write name=value without blanks");
  }
  std::string_view rest = joined;
  const char* begin = rest.data();
  const char* end = begin;
  bool is_first = true;
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    const bool new_parameter = word.find('=') != std::string_view::npos || is_flag(word);
    if (new_parameter && !is_first) {
      note("", fmt::format("there is no semicolon before {}", quoted(word)),
           "end each parameter with a semicolon and a blank");
      add_parameter({begin, end});
      begin = word.data();
    }
    is_first = false;
    end = word.data() + word.size();
  }
  add_parameter({begin, end});
}

void Fmtp::add_parameter(std::string_view text) {
  if (parameters_.size() == kMaxParameters) return fail(fmt::format("has more than {} parameters", kMaxParameters));
  const size_t equals = text.find('=');
  const bool has_value = equals != std::string_view::npos;
  const std::string_view value = has_value ? trim(text.substr(equals + 1)) : std::string_view{};
  parameters_.push_back({std::string(trim(text.substr(0, equals))), std::string(value), has_value, false});
}

void Fmtp::know(std::initializer_list<std::string_view> names, std::string_view repeats) {
  for (Parameter& parameter : parameters_) {
    if (parameter.known) continue;
    const auto* name = std::ranges::find_if(names, [&](std::string_view known) { return is_called(parameter, known); });
    if (name != names.end()) know_one(parameter, *name);
  }
  for (const std::string_view name : names) {
    if (name != repeats) drop_repetitions(name);
  }
}

void Fmtp::know_one(Parameter& parameter, std::string_view name) {
  parameter.known = true;
  if (parameter.name != name) {
    note(name, fmt::format("{} is spelt {}", name, quoted(parameter.name)), fmt::format("write {}", name));
    parameter.name = name;
  }
  std::string_view value = parameter.value;
  while (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
    value = trim(value.substr(1, value.size() - 2));
  if (value.size() == parameter.value.size()) return;
  parameter.value = std::string(value);
  note(name, fmt::format("{} is in quotation marks", name), fmt::format("write {}={}", name, parameter.value));
}

void Fmtp::drop_repetitions(std::string_view name) {
  bool seen = false;
  std::erase_if(parameters_, [&](const Parameter& parameter) {
    if (!parameter.known || parameter.name != name) return false;
    if (seen) note(name, fmt::format("{} is given twice; the first counts", name), "give it once");
    return std::exchange(seen, true);
  });
}

std::vector<FmtpParameter> Fmtp::others() const {
  std::vector<FmtpParameter> others;
  for (const Parameter& parameter : parameters_) {
    if (parameter.known) continue;
    others.push_back({parameter.name, parameter.has_value ? std::optional(parameter.value) : std::nullopt});
  }
  return others;
}

const Fmtp::Parameter* Fmtp::find(std::string_view name) const {
  for (const Parameter& parameter : parameters_) {
    if (parameter.known && parameter.name == name) return &parameter;
  }
  return nullptr;
}

void Fmtp::fail(const std::string& what) {
  if (!fault_) fault_ = line_error(line_, "a=fmtp", what).error();
}

void Fmtp::fail_value(const Parameter& parameter, const std::string& allowed) {
  const std::string value = parameter.has_value ? quoted(parameter.value) : "given without a value";
  fail(fmt::format("{} is {}; allowed is {}", parameter.name, value, allowed));
}

void Fmtp::note(std::string_view name, std::string_view what, std::string_view remedy) {
  if (warnings_ == nullptr) return;
  const std::string_view clause = name.empty() ? std::string_view("RFC 8866 6.15") : clause_of(name);
  warnings_->add({line_, "a=fmtp", clause}, what, remedy);
}

void Fmtp::note_spelling(const Parameter& parameter, std::string_view right) {
  note(parameter.name, fmt::format("{} is {}, read as {}", parameter.name, quoted(parameter.value), right),
       fmt::format("write {}={}", parameter.name, right));
}

void Fmtp::note_missing(std::string_view name, std::string_view taken) {
  if (find(name) != nullptr) return;
  note(name, fmt::format("{} is missing, taken as {}", name, taken), fmt::format("add {}", name));
}

void Fmtp::note_tight_separators(std::string_view clause) {
  if (!tight_ || warnings_ == nullptr) return;
  warnings_->add({line_, "a=fmtp", clause}, "there is no blank after a semicolon", "separate parameters by \"; \"");
}

void Fmtp::require(std::string_view name) {
  if (find(name) == nullptr) fail(fmt::format("{} is missing, which ST 2110 requires here", name));
}

void Fmtp::read_flag(std::string_view name, bool& out) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) return;
  out = !parameter->has_value || is_true(parameter->value);
  if (!parameter->has_value) return;
  if (!out && !is_false(parameter->value)) return fail_value(*parameter, "the bare name, or leave it out");
  note(name, fmt::format("{} has a value, {}", name, quoted(parameter->value)),
       out ? "write the bare name" : "leave it out where it does not hold");
}

void Fmtp::read_text(std::string_view name, std::string& out) {
  if (const Parameter* parameter = find(name)) out = parameter->value;
}

void Fmtp::read_rate(std::string_view name, std::optional<FrameRate>& out) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) return;
  const auto read = parse_rate(parameter->value);
  if (!read) return fail_value(*parameter, "an integer or a fraction such as 60000/1001, up to 1000");
  if (!read->as_specified) note_spelling(*parameter, rate_text(read->rate));
  out = read->rate;
}

bool Fmtp::read_integer(std::string_view name, uint32_t& out, uint32_t min, uint32_t max) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) return false;
  const auto value = parse_number<uint32_t>(parameter->value);
  if (!value || *value < min || *value > max) {
    fail_value(*parameter, fmt::format("an integer from {} to {}", min, max));
    return false;
  }
  out = *value;
  return true;
}

}  // namespace cw::sdp
