// Text in, the caption constructs of each frame out: the same words as CEA-608 roll-up (CC1) and as CEA-708 service 1, spread over
// frames at the rate that the frame rate allows. Feeds build_cdp() in the generator, and A/53 SEI in the bridge's slate.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/anc_services/cc_data.h"
#include "gateway/anc_services/dtvcc.h"
#include "gateway/anc_services/eia608.h"
#include "gateway/core/rational.h"

namespace cw::anc_services {

/// One thread. Its queues are reserved at construction.
class CaptionBuilder {
 public:
  explicit CaptionBuilder(FrameRate rate);

  /// Queues one row of text (ASCII). False, and nothing queued, when earlier rows still wait for more than about four seconds.
  bool add_row(std::string_view text);
  /// Forgets what waits.
  void clear();
  /// Constructs of the next frame: cc_count_at(rate) of them, padded with empty ones. The view holds until the next call.
  [[nodiscard]] std::span<const CcTriplet> next_frame();

 private:
  size_t count_;
  size_t count_608_;
  std::array<CcTriplet, kMaxCcCount> frame_{};
  std::vector<Eia608Pair> pairs_;
  size_t next_pair_ = 0;
  std::vector<CcTriplet> dtvcc_;
  size_t next_dtvcc_ = 0;
  DtvccPacketizer packetizer_;
  uint64_t rows_ = 0;
  bool second_field_ = false;
};

}  // namespace cw::anc_services
