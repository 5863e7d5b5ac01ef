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
#include <bit>
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

  /// Takes the packet's number. `*extended` is its 64-bit number (always growing, also across restarts), valid unless kLate.
  [[nodiscard]] MergeVerdict on_packet(Leg leg, SequenceNumber sequence, TaiTime arrival,
                                       ExtendedSequenceNumber* extended);
  /// The same, and compares the copies of both legs (time stamp, marker, size, head and tail of the payload): all of them, or one
  /// in 16 above 20,000 packets a second.
  [[nodiscard]] MergeVerdict on_packet(Leg leg, const RtpView& packet, TaiTime arrival,
                                       ExtendedSequenceNumber* extended);

  /// Counts what is still open in the window and starts anew with the next packet, as after a restart (end of a capture, another
  /// SSRC).
  void reset();

  [[nodiscard]] const MergeStatistics& statistics() const { return statistics_; }
  /// For the receiver, which counts what never gets here.
  [[nodiscard]] MergeStatistics& statistics() { return statistics_; }
  /// Numbers that the window spans: a power of two from 128 to 65,536.
  [[nodiscard]] size_t window_packets() const { return word_count_ * kBitsPerWord; }
  /// A packet that fits came on this leg within the last 200 ms.
  [[nodiscard]] bool is_alive(Leg leg, TaiTime now) const { return is_alive(legs_[index_of(leg)], now); }

 private:
  static constexpr size_t kBitsPerWord = 64;

  struct LegState {
    int64_t highest = 0;
    TaiTime last_arrival;
    bool synced = false;      ///< `highest` belongs to the present numbering
    uint32_t repeat_run = 0;  ///< consecutive numbers that had come on this leg before
    int64_t repeat_next = 0;
    uint32_t foreign_run = 0;        ///< consecutive packets that fit nothing
    uint16_t foreign_next = 0;       ///< the number that continues them
    std::vector<uint64_t> seen;      ///< one bit per number, word = number / 64 mod word count
    std::vector<int64_t> sample_ns;  ///< arrival of every 16th number
  };

  [[nodiscard]] static bool is_alive(const LegState& state, TaiTime now);
  [[nodiscard]] bool place(const LegState& state, SequenceNumber sequence, TaiTime arrival, int64_t* number) const;
  [[nodiscard]] bool place_by_stream(const LegState& state, SequenceNumber sequence, TaiTime arrival,
                                     int64_t* number) const;
  [[nodiscard]] bool is_plausible_advance(int64_t step, Duration silence) const;
  [[nodiscard]] bool other_leg_objects(const LegState& state, TaiTime arrival) const;
  [[nodiscard]] const LegState& other(const LegState& state) const { return legs_[&state == legs_.data() ? 1 : 0]; }
  MergeVerdict begin_numbering(LegState& state, SequenceNumber sequence, TaiTime arrival, int64_t* number);
  MergeVerdict on_foreign(Leg leg, SequenceNumber sequence, TaiTime arrival, int64_t* number);
  MergeVerdict on_repeat(Leg leg, TaiTime arrival, int64_t* number);
  MergeVerdict mark(Leg leg, TaiTime arrival, int64_t* number);
  void open_words(int64_t number);
  void count_word(int64_t word);
  void sample_skew(Leg leg, TaiTime arrival, int64_t number);
  void compare(const RtpView& packet, int64_t number, bool is_copy);
  [[nodiscard]] static constexpr int64_t word_of(int64_t number) { return number >> std::countr_zero(kBitsPerWord); }
  [[nodiscard]] size_t slot_of(int64_t word) const { return static_cast<size_t>(word) & (word_count_ - 1); }

  LegMergerConfig config_;
  size_t word_count_;    ///< of the bitmap, a power of two
  int64_t leg_reorder_;  ///< a leg's own packets do not fall back further than this
  int64_t highest_ = 0;  ///< on any leg
  int64_t begin_ = 0;    ///< lowest number that counts: nothing before it was ever expected
  bool started_ = false;
  bool ever_started_ = false;
  std::array<LegState, kLegCount> legs_;
  int64_t compare_every_ = 1;           ///< numbers, a power of two
  std::vector<uint32_t> fingerprints_;  ///< of the first copies
  MergeStatistics statistics_;
};

}  // namespace cw::rtp
