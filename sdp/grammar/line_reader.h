// SDP text to its lines (RFC 8866 §5: type=value, ended by CRLF), whatever ends them. Private to sdp; used by sdp/grammar/parser.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "gateway/core/error.h"
#include "sdp/grammar/warning.h"

namespace cw::sdp {

/// One line, type=value.
struct SdpLine {
  size_t number = 0;  ///< counts from 1, blank lines included
  char type = 0;
  std::string_view value;
};

class LineReader {
 public:
  static constexpr size_t kMostLines = 8192;

  /// The text outlives the reader and the lines it gives.
  LineReader(std::string_view text, Warnings& warnings);

  /// The next line that is not blank; nullopt at the end. Error: it is none of type=value.
  [[nodiscard]] Expected<std::optional<SdpLine>> next();
  [[nodiscard]] size_t lines() const { return number_; }

 private:
  std::string_view cut_line();
  void note_line_end(std::string_view end);
  [[nodiscard]] Expected<std::optional<SdpLine>> cut_type(std::string_view line);

  std::string_view rest_;
  Warnings& warnings_;
  size_t number_ = 0;
  bool noted_line_end_ = false;
  bool noted_blank_line_ = false;
};

}  // namespace cw::sdp
