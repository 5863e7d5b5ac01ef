// The constants of the ST 2110-21 traffic model for one video format: schedule, leaky bucket and virtual receive buffer. Senders pace
// by them, receivers and `analyze` measure against them. Exact fractions throughout.
#pragma once

#include <cstdint>

#include "gateway/bus/video_format.h"
#include "gateway/core/rational.h"

namespace cw::essence {

/// T is the unit period: of a field when interlaced or segmented, else of a frame. N is the packets in it.
struct SenderModel {
  Rational unit_period_s;    ///< T
  Rational r_active;         ///< gapped schedules: active part of the period
  Rational tro_default_s;    ///< TRO_default, from the start of the unit to its first packet
  Rational t_rs_gapped_s;    ///< T × R_active / N
  Rational t_rs_linear_s;    ///< T / N
  int64_t c_max_narrow = 0;  ///< leaky bucket limits, packets
  int64_t c_max_wide = 0;
  int64_t vrx_full_narrow = 0;  ///< virtual receive buffer limits, packets (1500-octet IP case)
  int64_t vrx_full_wide = 0;
};

/// `packets_per_unit` > 0. ST 2110-21 §6.3–6.6, §7.1.
[[nodiscard]] SenderModel sender_model(const bus::VideoFormat& format, int64_t packets_per_unit);

/// Units per second: the frame rate, doubled when interlaced or segmented.
[[nodiscard]] Rate unit_rate(const bus::VideoFormat& format);

}  // namespace cw::essence
