// The servo's filter, in open loop: how far the master is from this host's counter, and how fast it gains. A straight line through
// the undisturbed packets of both directions; the rest of them is left out, whatever it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ptp/servo/delay_floor.h"
#include "ptp/servo/sample_window.h"

namespace cw::ptp {

/// master − local = base_ns + offset_ns at `at`, and gains frequency_ppb from there.
struct OffsetEstimate {
  LocalTime at;
  int64_t base_ns = 0;
  double offset_ns = 0;
  double frequency_ppb = 0;
  double path_delay_ns = 0;
  double sigma_ns = 0;   ///< standard deviation of the offset at `at`
  double sigma_ppb = 0;  ///< of the frequency
  Duration span{};       ///< of the samples behind it

  /// master − local − base_ns at another time, by the same line.
  [[nodiscard]] double offset_at(LocalTime time) const {
    return offset_ns + frequency_ppb * static_cast<double>((time - at).count()) / 1e9;
  }
};

/// What has happened to the line since the last update.
enum class LineBreak : uint8_t {
  kNone,
  kBend,  ///< newer samples have left it slowly: the frequency has changed
  kJump,  ///< they have left it at once: the master was stepped
  kPath,  ///< they all take longer or shorter, both ways: the path has changed, the line has not
};

/// One thread; allocates at construction only.
class OffsetEstimator {
 public:
  /// A break above `jump` is a step, one below it a change of frequency.
  OffsetEstimator(Duration window, Duration jump);

  /// Arrival here by LocalTime, departure by the master's clock in ns. False: an outlier, or out of order.
  bool add_forward(LocalTime received, int64_t sent_ns);
  bool add_reverse(LocalTime sent, int64_t received_ns);
  /// Replaces the reverse direction.
  void add_link_delay(Duration delay);

  /// Looks at the newest samples; after a break the older ones are gone.
  LineBreak find_break();
  /// nullopt while there are too few samples.
  std::optional<OffsetEstimate> update(LocalTime now);
  /// Another master: samples are void, the frequency stays.
  void forget_samples();

 private:
  enum Direction : uint8_t { kForward, kReverse };
  struct Side {
    explicit Side(Duration window) : samples(window) { residuals.reserve(SampleWindow::kCapacity); }
    SampleWindow samples;
    std::vector<double> residuals;  ///< delays at `now`, the line's slope removed
    DelayFloor floor;
    double variance = 0;        ///< ns², of one packet that counts
    double weights = 0;         ///< how many of them
    double mean_time_s = 0;     ///< before now, negative
    double time_variance = 0;   ///< Σ w (t − mean)²
    double residual_slope = 0;  ///< Σ w (t − mean)(r − mean)
  };
  /// By how much the newest samples lie off the line, when all clearly do to one side.
  struct Deviation {
    double median_ns = 0;
    bool tight = false;  ///< about as close together as undisturbed packets are
  };
  /// What was believed of the frequency before this window.
  struct Belief {
    double frequency_ppb = 0;
    double sigma_ppb = kNoBelief;
    LocalTime at;
  };
  static constexpr double kNoBelief = 100'000;  // 100 ppm: what crystals can be off by

  bool add(Direction direction, LocalTime at, int64_t delay_ns);
  [[nodiscard]] bool has_enough() const;
  [[nodiscard]] size_t sides() const { return link_delay_count_ == 0 ? 2 : 1; }
  [[nodiscard]] double belief_sigma(LocalTime now) const;
  [[nodiscard]] double frequency_from_pairs();
  void weigh(Direction direction, LocalTime now, double frequency_ppb);
  [[nodiscard]] double fit(LocalTime now);
  [[nodiscard]] OffsetEstimate conclude(LocalTime now, double frequency_ppb) const;
  void learn(const OffsetEstimate& estimate, double data_sigma_ppb);
  [[nodiscard]] std::optional<Deviation> deviation_of_newest(Direction direction, size_t count) const;
  [[nodiscard]] bool path_has_changed() const;
  void keep_newest(size_t count);
  [[nodiscard]] double link_delay_ns() const;
  [[nodiscard]] double information() const;

  static constexpr size_t kLinkDelays = 64;

  Duration window_;
  double jump_ns_;
  std::optional<int64_t> base_ns_;
  std::array<Side, 2> sides_;
  std::array<double, kLinkDelays> link_delays_ns_{};
  size_t link_delay_count_ = 0;  // ever, not only those kept
  Belief belief_;
  std::optional<OffsetEstimate> last_;
  std::vector<double> slopes_;
};

}  // namespace cw::ptp
