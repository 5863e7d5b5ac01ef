// CEA-708 caption channel packets and service blocks: collects them from cc_data, and builds a simple one-window service.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/anc_services/cc_data.h"
#include "gateway/core/byte_reader.h"

namespace cw::anc_services {

struct DtvccServiceBlock {
  uint8_t service = 0;
  Bytes data;
};

/// Joins the triplets of one stream into caption channel packets (CEA-708 §5). One thread, no allocation.
class DtvccCollector {
 public:
  /// The octets of a whole packet after its header, once its last triplet has come; they hold until the next call. Empty until then.
  [[nodiscard]] Bytes on_triplet(const CcTriplet& triplet);
  [[nodiscard]] uint64_t packets() const { return packets_; }
  [[nodiscard]] uint64_t sequence_breaks() const { return sequence_breaks_; }
  /// Packets that a new one began before they were whole.
  [[nodiscard]] uint64_t short_packets() const { return short_packets_; }

 private:
  void begin_packet(const CcTriplet& triplet);

  static constexpr size_t kMaxPacketBytes = 128;
  std::array<uint8_t, kMaxPacketBytes> packet_{};
  size_t filled_ = 0;
  size_t wanted_ = 0;
  std::optional<uint8_t> last_sequence_;
  uint64_t packets_ = 0;
  uint64_t sequence_breaks_ = 0;
  uint64_t short_packets_ = 0;
};

/// Takes the next service block off `packet` (CEA-708 §6.2); nullopt at the end or at a null block.
[[nodiscard]] std::optional<DtvccServiceBlock> next_service_block(Bytes& packet);

/// Service data that shows `text` (ASCII) in window 0 of two rows at the bottom, rolling up. `define` re-creates the window first:
/// do so at intervals, for decoders that come in late.
[[nodiscard]] std::vector<uint8_t> window_text(std::string_view text, bool define);

/// Cuts service data into caption channel packets of triplets. Keeps the packet sequence. One thread.
class DtvccPacketizer {
 public:
  /// `data` as service blocks of `service` (1..6), appended to `out`.
  void append(uint8_t service, Bytes data, std::vector<CcTriplet>& out);

 private:
  uint8_t sequence_ = 0;
};

}  // namespace cw::anc_services
