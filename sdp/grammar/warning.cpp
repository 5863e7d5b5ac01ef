#include "sdp/grammar/warning.h"

#include <algorithm>

#include "sdp/grammar/words.h"

namespace cw::sdp {

void Warnings::add(const Place& place, std::string_view what, std::string_view remedy) {
  if (all_.size() < kMost) {
    all_.push_back({place.line, plain(place.where), std::string(place.clause), plain(what), plain(remedy)});
  } else {
    ++left_out_;
  }
}

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
