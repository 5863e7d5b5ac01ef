// Merges the two legs of an ST 2022-7 stream (one leg is the plain case) packet by packet: says which copy is the first. There is no
// reorder buffer: the first copy goes on at once in whatever order it came, position is the assembler's business. Sits between RtpView
// and MediaTimeMapper.
//
//   numbers:   … gone | window: one bit per leg and number                    | to come
//                     ^ what leaves here unseen is lost                       ^ highest
//
// Loss is decided only when the window passes a number, so neither reordering nor a late leg is ever counted as loss.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"
#include "gateway/rtp/merge_statistics.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::rtp {

enum class MergeVerdict : uint8_t {
  kFirst,      ///< first copy: use it
  kDuplicate,  ///< seen before, on this leg or on the other
  kLate,       ///< of no use: behind the window, or its number fits nothing (yet)
  kRestart,    ///< use it, but first forget everything: the sender restarted with other numbers
};

struct LegMergerConfig {
  size_t leg_count = kLegCount;     ///< legs that are expected; nothing is counted as lost on a leg beyond
  uint32_t packets_per_second = 0;  ///< nominal rate of one leg, 0 when unknown; sizes the window and judges jumps
  Duration window = std::chrono::milliseconds{450};  ///< greatest skew and reordering (ST 2022-7 class C)
};

/// One thread. Allocates in the constructor only.
class LegMerger {
 public:
  explicit LegMerger(const LegMergerConfig& config);

  /// Takes the packet's number. `*extended` is its 64-bit number (also across restarts always growing), valid unless kLate.
  [[nodiscard]] MergeVerdict on_packet(Leg leg, SequenceNumber sequence, TaiTime arrival,
                                       ExtendedSequenceNumber* extended);
  /// The same, and compares the copies of both legs (time stamp, marker, size, head and tail of the payload).
  [[nodiscard]] MergeVerdict on_packet(Leg leg, const RtpView& packet, TaiTime arrival,
                                       ExtendedSequenceNumber* extended);

  /// Counts what is still open in the window (end of a capture).
  void flush();
  /// Forgets the stream, keeps the counters: the next packet starts a new numbering.
  void reset();

  [[nodiscard]] const MergeStatistics& statistics() const { return statistics_; }
  /// For the receiver, which counts what never gets here.
  [[nodiscard]] MergeStatistics& statistics() { return statistics_; }
  [[nodiscard]] size_t window_packets() const { return size_; }

 private:
  struct LegState {
    int64_t highest = 0;
    TaiTime last_arrival;
    bool synced = false;
    SequenceNumber foreign_next;     ///< number that would confirm a new numbering
    uint32_t foreign_run = 0;        ///< consecutive packets that fit nothing
    uint32_t duplicate_run = 0;      ///< consecutive numbers seen before on this leg
    std::vector<uint64_t> seen;      ///< one bit per number
    std::vector<int64_t> sample_ns;  ///< arrival of every 16th number
  };

  [[nodiscard]] bool place(LegState& state, SequenceNumber sequence, TaiTime arrival, int64_t* extended) const;
  [[nodiscard]] bool place_by_stream(const LegState& state, SequenceNumber sequence, TaiTime arrival,
                                     int64_t* extended) const;
  [[nodiscard]] bool is_plausible_advance(const LegState& state, int64_t step, TaiTime arrival) const;
  [[nodiscard]] bool is_alive(const LegState& state, TaiTime arrival) const;
  MergeVerdict on_foreign(Leg leg, SequenceNumber sequence, TaiTime arrival, int64_t* extended);
  MergeVerdict accept(Leg leg, TaiTime arrival, int64_t extended);
  MergeVerdict on_seen(Leg leg, TaiTime arrival, int64_t extended);
  void start(Leg leg, TaiTime arrival, int64_t extended);
  void advance_to(int64_t highest);
  void retire_words(int64_t first_word, int64_t last_word);
  void count_word(int64_t word);
  void sample_skew(Leg leg, TaiTime arrival, int64_t extended);
  void compare(const RtpView& packet, int64_t extended, bool first);

  LegMergerConfig config_;
  size_t size_;  ///< numbers in the bitmap, a power of two
  int64_t mask_;
  int64_t highest_ = 0;
  int64_t begin_ = 0;  ///< lowest number that counts: nothing before it was ever expected
  bool started_ = false;
  std::array<LegState, kLegCount> legs_;
  std::vector<uint32_t> fingerprints_;
  MergeStatistics statistics_;
};

}  // namespace cw::rtp
