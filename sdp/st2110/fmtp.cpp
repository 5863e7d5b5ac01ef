#include "sdp/st2110/fmtp.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr size_t kMaxParameters = 512;
constexpr int64_t kFastestRate = 1000;

}  // namespace

Fmtp Fmtp::parse(std::string_view text, size_t line) {
  Fmtp fmtp;
  fmtp.line_ = line;
  for (const std::string_view part : split(text, ';')) {
    const std::string_view entry = trim(part);
    if (entry.empty()) continue;
    if (fmtp.parameters_.size() == kMaxParameters) {
      fmtp.fail(fmt::format("has more than {} parameters", kMaxParameters));
      return fmtp;
    }
    const size_t equals = entry.find('=');
    const bool has_value = equals != std::string_view::npos;
    fmtp.parameters_.push_back(
        {trim(entry.substr(0, equals)), has_value ? trim(entry.substr(equals + 1)) : std::string_view{}, has_value});
  }
  return fmtp;
}

const Fmtp::Parameter* Fmtp::find(std::string_view name) const {
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) return &parameter;
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

void Fmtp::require(std::string_view name) {
  if (find(name) == nullptr) fail(fmt::format("{} is missing, which ST 2110 requires here", name));
}

void Fmtp::read_flag(std::string_view name, bool& out) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) return;
  // Some senders of the field write interlace=1.
  if (parameter->has_value && parameter->value != "1") return fail_value(*parameter, "the bare name, or leave it out");
  out = true;
}

void Fmtp::read_text(std::string_view name, std::string& out) {
  if (const Parameter* parameter = find(name)) out = parameter->value;
}

void Fmtp::read_rate(std::string_view name, std::optional<FrameRate>& out) {
  const Parameter* parameter = find(name);
  if (parameter == nullptr) return;
  const size_t slash = parameter->value.find('/');
  const auto num = parse_number<int32_t>(parameter->value.substr(0, slash));
  const auto den =
      slash == std::string_view::npos ? int32_t{1} : parse_number<int32_t>(parameter->value.substr(slash + 1));
  const bool in_range = num && den && *den > 0 && *num > 0 && *num <= kFastestRate * *den;
  if (!in_range) return fail_value(*parameter, "an integer or a fraction such as 60000/1001, up to 1000");
  out = FrameRate::create(*num, *den);
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
