#include "gateway/rtp/rtp_view.h"

namespace cw::rtp {

RtpFault RtpView::read_options() {
  constexpr size_t kWordBytes = 4;
  const size_t csrc_bytes = (header_[0] & 0x0FU) * kWordBytes;
  if (csrc_bytes > payload_.size()) return RtpFault::kCsrc;
  payload_ = payload_.subspan(csrc_bytes);

  if (has_extension()) {
    if (payload_.size() < kWordBytes) return RtpFault::kExtension;
    const size_t extension_bytes = kWordBytes + load_be16(&payload_[2]) * kWordBytes;
    if (extension_bytes > payload_.size()) return RtpFault::kExtension;
    payload_ = payload_.subspan(extension_bytes);
  }

  const bool padded = (header_[0] & 0x20) != 0;
  if (padded) {
    if (payload_.empty()) return RtpFault::kPadding;
    padding_octets_ = payload_.back();  // the count includes itself
    if (padding_octets_ == 0 || padding_octets_ > payload_.size()) return RtpFault::kPadding;
    payload_ = payload_.first(payload_.size() - padding_octets_);
  }
  return RtpFault::kNone;
}

}  // namespace cw::rtp
