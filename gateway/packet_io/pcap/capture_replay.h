// Sends a capture again as if it were live: reads it into memory at start, then hands out whole Ethernet frames with the time at
// which each is due. Paced by the capture's own times, or re-timed so that RTP time stamps mean "now" on the TAI line (ST 2059-1).
//
// Every due time, sequence number and RTP time stamp is a pure function of (packet, loop), so both legs of an ST 2022-7 pair stay
// alike, even when two instances replay one leg each from the same start.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/core/rtp_types.h"

namespace cw::packet_io {

enum class ReplayTiming : uint8_t {
  kOriginal,  ///< octets of the payload untouched; gaps as captured
  kRetimed,   ///< RTP time stamps and sequence numbers rewritten: they mean now and go on over loops
};

/// Which packets of the capture go where.
struct ReplayFlow {
  Endpoint match;                       ///< destination in the capture; address 0 any, port 0 any
  Ipv4Address match_source;             ///< 0: any
  std::optional<Endpoint> destination;  ///< nullopt: as captured
  Leg leg = Leg::kRed;
  std::optional<Rate> clock;  ///< RTP clock; nullopt: guessed from time stamp steps and arrival times
};

/// The port that sends a leg.
struct ReplayPort {
  MacAddress mac;
  Ipv4Address address;   ///< 0: keep the captured source address
  uint16_t vlan_id = 0;  ///< 0: untagged
};

struct ReplayConfig {
  std::filesystem::path path;
  bool loop = true;
  ReplayTiming timing = ReplayTiming::kRetimed;
  std::vector<ReplayFlow> flows;  ///< first match wins; empty: every UDP flow, unchanged, on the red leg
  std::array<ReplayPort, kLegCount> ports{};
  std::optional<Leg> only_leg;                ///< this instance sends only that leg
  size_t max_memory_bytes = size_t{1} << 30;  ///< captures with more payload are refused
  uint32_t max_frame_bytes = 1514 + 4;        ///< larger ones are left out and counted
};

/// One writer thread (the one that calls write_next), any reader.
struct ReplayStatistics {
  Counter packets;
  Counter loops;            ///< completed passes of the longest stream
  Counter skipped_packets;  ///< given up after a stall: the replay goes on with what is due now
  Counter
      left_out_packets;  ///< of the capture: not UDP, not selected, malformed, too large, or in an unfinished last frame
  Counter padded_packets;  ///< of the capture: cut short there, sent with zeros at the end
};

/// What was recognised in the capture, for status and logs.
struct ReplayStreamInfo {
  Endpoint source;
  Endpoint destination;  ///< as sent
  Leg leg = Leg::kRed;
  bool retimed = false;  ///< RTP whose time stamps and sequence numbers are rewritten
  Rate clock = kVideoClock;
  std::optional<FrameRate> unit_rate;  ///< frames or fields per second; nullopt for audio and anything unframed
  bool interlaced = false;             ///< units are fields
  size_t packets = 0;                  ///< in one pass
  Duration pass{};                     ///< length of one pass
};

/// All calls after create() from one thread.
class CaptureReplay {
 public:
  /// Reads the capture. Fails with the user's words: unreadable, not a capture, nothing selected, too large.
  [[nodiscard]] static Expected<std::unique_ptr<CaptureReplay>> create(const ReplayConfig& config);
  ~CaptureReplay();
  CaptureReplay(const CaptureReplay&) = delete;
  CaptureReplay& operator=(const CaptureReplay&) = delete;

  /// Sets where on the TAI line the first pass begins. Must be called before the rest; no allocation from here on.
  void start(TaiTime now);
  /// When the next frame is to leave; nullopt when the capture has ended and is not looped.
  [[nodiscard]] std::optional<TaiTime> next_due() const;
  /// Which port it leaves by.
  [[nodiscard]] Leg next_leg() const;
  /// Its destination, for address resolution.
  [[nodiscard]] Endpoint next_destination() const;
  /// Writes the whole frame from the Ethernet header on and moves on. Octets written; 0 when `capacity` is too small (skipped and
  /// counted) or when there is nothing.
  size_t write_next(uint8_t* frame, size_t capacity);
  /// After a stall: gives up everything due before `now`, without a burst.
  void skip_to(TaiTime now);
  /// Unicast destinations: the next hop's address, once known. Multicast is set by itself.
  void set_destination_mac(Endpoint destination, MacAddress mac);

  [[nodiscard]] const std::vector<ReplayStreamInfo>& streams() const;
  [[nodiscard]] const ReplayStatistics& statistics() const;

 private:
  class State;
  explicit CaptureReplay(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cw::packet_io
