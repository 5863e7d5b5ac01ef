#include "sdp/grammar/warning.h"

#include <algorithm>

namespace cw::sdp {

std::vector<Warning> Warnings::take() {
  std::ranges::stable_sort(all_, {}, &Warning::line);
  if (left_out_ > 0) {
    all_.push_back({0, "", "RFC 8866", std::to_string(left_out_) + " more deviations are not listed",
                    "mend the listed ones first"});
  }
  left_out_ = 0;
  return std::move(all_);
}

}  // namespace cw::sdp
