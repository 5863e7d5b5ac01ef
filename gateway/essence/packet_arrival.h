// How a packet came, next to what it carries (RtpView) and when it is (MediaTime): handed by StreamReceiver to the Assemblers.
#pragma once

#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"

namespace cw::essence {

struct PacketArrival {
  Leg leg = Leg::kRed;
  ExtendedSequenceNumber sequence;
  TaiTime arrival;
  bool first = true;  ///< first copy; Assemblers get no others
};

}  // namespace cw::essence
