// Packets → the ancillary data of a frame or field: ST 2110-40 reception. Takes the first copy of each packet in any order; a unit is
// what shares an RTP time stamp and a field, and ends with the marker. Units leave in order, when they are complete or when the hold
// time for the other leg is over. ANC packets with faults are flagged and delivered; some real senders have nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/bus/anc_frame.h"
#include "gateway/bus/output.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/essence/anc_40/anc_payload.h"
#include "gateway/essence/packet_arrival.h"
#include "gateway/rtp/frame_indexer.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::essence {

struct AncAssemblerConfig {
  FrameRate rate;           ///< of frames, also when interlaced
  bool interlaced = false;  ///< units are fields
  /// How long after its last possible packet an incomplete unit waits for the other leg or for reordering.
  Duration hold = std::chrono::milliseconds{10};
  size_t pool_frames = 32;  ///< units that consumers may hold at a time
};

/// One writer (the packet worker), any reader.
struct AncAssemblerStatistics {
  Counter packets;  ///< RTP packets offered: first copies only
  Counter units;
  Counter units_incomplete;
  Counter anc_packets;
  Counter keep_alives;  ///< RTP packets with ANC_Count 0
  // Verdicts on ANC packets; one packet can have several.
  Counter bad_anc_packets;
  Counter parity_faults;
  Counter checksum_faults;
  Counter checksum_b9_faults;
  Counter word_align_faults;
  Counter truncated_anc_packets;
  // Verdicts on RTP payloads.
  Counter short_payloads;
  Counter length_faults;            ///< Length disagrees with the payload
  Counter reserved_faults;          ///< reserved bits are not zero
  Counter field_faults;             ///< F is 01, or contradicts interlaced
  Counter leftover_octets;          ///< inside Length behind the last ANC packet
  Counter missing_anc_packets;      ///< announced by ANC_Count, not there
  Counter unmarked_units;           ///< units that ended without marker
  Counter late_packets;             ///< their unit had been published
  Counter overflowing_anc_packets;  ///< beyond what an AncFrame holds
  Counter no_memory;                ///< units lost because the pool was empty
};

/// One thread (the packet worker) calls everything but statistics(). Must outlive the leases it published.
class AncAssembler {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<AncAssembler>> create(const AncAssemblerConfig& config,
                                                                      bus::Output<bus::AncLease>& output);

  /// First copy of a packet, in any order. May publish. Any payload is safe.
  void on_packet(const rtp::RtpView& packet, const rtp::MediaTimeMapper::MediaTime& time, const PacketArrival& arrival);
  /// Publishes, in order, the units whose hold time is over at `now`.
  void poll(TaiTime now);
  /// The sender restarted: publishes what there is.
  void restart();
  /// Publishes what there is (end of a capture).
  void flush() { restart(); }

  [[nodiscard]] const AncAssemblerStatistics& statistics() const { return statistics_; }

 private:
  static constexpr size_t kOpenUnits = 4;

  /// What shares an RTP time stamp and a field.
  struct Unit {
    bus::AncLease frame;  ///< empty when the pool was
    rtp::MediaTimeMapper::MediaTime time;
    bus::AncField field = bus::AncField::kProgressive;
    int64_t lowest = 0;  ///< RTP sequence numbers seen
    int64_t highest = 0;
    int64_t rtp_packets = 0;
    bool marked = false;  ///< the packet `highest` has the marker
    TaiTime last_arrival;
    std::optional<TaiTime> passed_at;                  ///< since when nothing more is expected
    std::array<int64_t, bus::kMaxAncPackets> order{};  ///< for each ANC packet the number of its RTP packet
  };

  AncAssembler(const AncAssemblerConfig& config, bus::Output<bus::AncLease>& output);

  [[nodiscard]] Unit* unit_for(const rtp::MediaTimeMapper::MediaTime& time, bus::AncField field,
                               const PacketArrival& arrival);
  [[nodiscard]] bool is_late(int64_t ticks, int64_t sequence) const;
  [[nodiscard]] Unit& open_unit(const rtp::MediaTimeMapper::MediaTime& time, bus::AncField field,
                                const PacketArrival& arrival);
  void judge_header(const AncPayloadHeader& header, Bytes data);
  void read_packets(const AncPayloadHeader& header, Bytes data, int64_t sequence, Unit& unit);
  void judge(const bus::AncPacket& packet);
  void insert(Unit& unit, int64_t sequence);
  void note_packet(Unit& unit, bool marker, const PacketArrival& arrival);
  [[nodiscard]] bool is_whole(size_t unit) const;
  [[nodiscard]] bool is_expired(const Unit& unit, TaiTime now) const;
  void publish_ready(TaiTime now);
  void publish_first();

  AncAssemblerConfig config_;
  bus::Output<bus::AncLease>& output_;
  bus::AncPool pool_;
  rtp::FrameIndexer indexer_;
  FrameRate unit_rate_;                 ///< of fields when interlaced
  std::array<Unit, kOpenUnits> units_;  ///< open ones, in order
  size_t unit_count_ = 0;
  std::optional<int64_t> next_sequence_;  ///< number that follows the last published unit
  std::optional<int64_t> last_ticks_;     ///< of the last published unit
  bus::AncPacket packet_;                 ///< the one that is being read
  AncAssemblerStatistics statistics_;
};

}  // namespace cw::essence
