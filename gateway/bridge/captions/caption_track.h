// Captions of a channel: caption distribution packets (ANC 61/01, ST 334-2) of the ANC input → cc_data triplets for each output frame
// (A/53). Same frame rate and a locked sender: each frame's triplets go with the picture of the same index. Otherwise they queue by
// TAI and leave at the pace that CEA-708 §4.3.6 gives the output rate.
#pragma once

#include <cstdint>
#include <deque>

#include "gateway/anc_services/cdp.h"
#include "gateway/bridge/captions/caption_triplets.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bus/anc_frame.h"
#include "gateway/core/counters.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// Conform thread, except statistics().
class CaptionTrack {
 public:
  /// `ring` may be nullptr: no captions.
  CaptionTrack(SpscRing<bus::AncLease>* ring, FrameRate output);

  /// Takes what has come; no lease stays here.
  void drain();
  /// Triplets of output frame `index`, rising from call to call. With `discard` (slate) they are dropped.
  [[nodiscard]] CaptionTriplets take(int64_t index, bool discard);

  /// Any thread.
  [[nodiscard]] CaptionStatistics statistics() const;

 private:
  using Triplet = anc_services::CcTriplet;
  /// The triplets of one ANC frame, waiting for their output frame.
  struct Waiting {
    int64_t index = 0;  ///< valid when paced
    TaiTime tai;
    bool paced = false;  ///< same rate as the output, locked
    std::deque<Triplet> triplets;
  };
  void accept(const bus::AncFrame& frame);
  void read_cdp(const bus::AncPacket& packet, Waiting& waiting);
  void release_due(int64_t index);
  void queue(const Triplet& triplet, bool paced);
  void emit_608(int64_t index, CaptionTriplets& out);
  void emit_708(CaptionTriplets& out);
  void clear();
  bool put(std::deque<Triplet>& from, CaptionTriplets& out);

  SpscRing<bus::AncLease>* ring_;
  FrameRate output_;
  std::deque<Waiting> waiting_;
  std::deque<Triplet> field_[2];  ///< CEA-608 pairs by field
  std::deque<Triplet> dtvcc_;     ///< CEA-708, in order
  bool second_field_speaks_ =
      false;                   ///< else its null pairs are left out: FFmpeg reads no field but the first it meets
  bool paced_ = false;         ///< what left last came frame by frame
  bool second_field_ = false;  ///< whose turn it is where fields alternate
  int64_t last_release_ = INT64_MIN;  ///< output frame that something was released for

  Counter cdps_;
  Counter faulty_cdps_;
  Counter triplets_in_;
  Counter triplets_out_;
  Counter triplets_dropped_;
};

}  // namespace cw::bridge
