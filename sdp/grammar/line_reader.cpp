#include "sdp/grammar/line_reader.h"

#include <algorithm>
#include <string>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The line end that `text` begins with; CR CR LF is what a text mode made of CR LF.
std::string_view line_end_of(std::string_view text) {
  for (const std::string_view end : {"\r\r\n", "\r\n", "\r", "\n"}) {
    if (text.starts_with(end)) return text.substr(0, end.size());
  }
  return {};
}

const char* name_of_line_end(std::string_view end) {
  if (end == "\n") return "ends with a bare LF";
  if (end == "\r") return "ends with a bare CR";
  return end.empty() ? "is not ended" : "ends with CR CR LF";
}

}  // namespace

LineReader::LineReader(std::string_view text, Warnings& warnings) : rest_(text), warnings_(warnings) {
  if (!rest_.starts_with(kByteOrderMark)) return;
  rest_.remove_prefix(kByteOrderMark.size());
  warnings_.add({1, "v=", "RFC 8866 5"}, "a byte order mark stands before it", "save the file as UTF-8 without one");
}

Expected<std::optional<SdpLine>> LineReader::next() {
  while (!rest_.empty()) {
    const std::string_view line = cut_line();
    if (number_ > kMostLines) {
      return line_error(number_, "SDP", "is too long; allowed are " + std::to_string(kMostLines) + " lines");
    }
    if (!trim(line).empty()) return cut_type(line);
    if (!noted_blank_line_) {
      warnings_.add({number_, "", "RFC 8866 5"}, "a blank line was skipped", "leave blank lines out");
    }
    noted_blank_line_ = true;
  }
  return std::optional<SdpLine>{};
}

std::string_view LineReader::cut_line() {
  ++number_;
  const auto is_end = [](char c) { return c == '\r' || c == '\n'; };
  const std::string_view line(rest_.begin(), std::ranges::find_if(rest_, is_end));
  rest_.remove_prefix(line.size());
  const std::string_view end = line_end_of(rest_);
  rest_.remove_prefix(end.size());
  note_line_end(end);
  return line;
}

/// Once for the whole text: who errs in one line errs in all.
void LineReader::note_line_end(std::string_view end) {
  if (end == "\r\n" || noted_line_end_) return;
  noted_line_end_ = true;
  warnings_.add({number_, "", "RFC 8866 5"}, std::string("the line ") + name_of_line_end(end),
                "end each line with CRLF");
}

Expected<std::optional<SdpLine>> LineReader::cut_type(std::string_view line) {
  const std::string_view trimmed = trim(line);
  const size_t equals = trimmed.find_first_not_of(" \t", 1);
  if (equals == std::string_view::npos || trimmed[equals] != '=') {
    return line_error(number_, quoted(trimmed.substr(0, 12)),
                      "is no line of an SDP; allowed is a letter, =, and a value");
  }
  if (line.find('\0') != std::string_view::npos) {
    return line_error(number_, trimmed.substr(0, 1), "holds a NUL character; allowed is text");
  }
  std::string_view value = line.substr(static_cast<size_t>(trimmed.data() - line.data()) + equals + 1);
  // "s= " is the standard's own way to have no name.
  const bool text = trimmed[0] == 's' || trimmed[0] == 'i';
  const bool blank_value = !text && !value.empty() && is_blank(value[0]);
  if (trimmed.data() != line.data() || equals != 1 || blank_value) {
    warnings_.add({number_, std::string{trimmed[0], '='}, "RFC 8866 5"}, "there are blanks around the type or its =",
                  "write the type, = and the value without blanks between them");
  }
  if (blank_value) value = trim(value);
  return SdpLine{number_, trimmed[0], value};
}

}  // namespace cw::sdp
