// Whether lines stand in the order of RFC 8866 §5: v o s i u e p c b t r z k a, then m i c b k a for each medium. A wrong order is
// understood all the same. Private to sdp.
#pragma once

#include <string_view>

#include "sdp/grammar/line_reader.h"
#include "sdp/grammar/warning.h"

namespace cw::sdp {

inline constexpr std::string_view kSessionOrder = "vosiuepcbtrzkam";
inline constexpr std::string_view kMediaOrder = "micbkam";

/// Tells for one line after another which came too late.
class LineOrder {
 public:
  void check(const SdpLine& line, Warnings& warnings) {
    const std::string_view order = in_media_ || line.type == 'm' ? kMediaOrder : kSessionOrder;
    const bool new_medium = line.type == 'm';
    in_media_ = in_media_ || new_medium;
    const size_t place = order.find(line.type == 'r' ? 't' : line.type);
    if (new_medium) {
      last_ = 0;
      last_type_ = 'm';
    } else if (place == std::string_view::npos) {
      return;  // the parser has more to say about it
    } else if (place >= last_) {
      last_ = place;
      last_type_ = line.type;
    } else {
      const std::string type{line.type, '='};
      warnings.add({line.number, type, "RFC 8866 5"}, std::string("stands after ") + last_type_ + "=",
                   "write " + type + " before " + last_type_ + "=");
    }
  }

 private:
  bool in_media_ = false;
  size_t last_ = 0;
  char last_type_ = 'v';
};

}  // namespace cw::sdp
