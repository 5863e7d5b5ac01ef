// ST 2110 media as typed parameters: what a receiver needs to know and a sender has to say (ST 2110-10 §8, -20 §7, -30 §6, -40 §6,
// ST 2022-7 as a=group:DUP). Between sdp/grammar (text) and app (receivers, senders).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"

namespace cw::sdp {

enum class Sampling : uint8_t {
  kYCbCr422,
  kYCbCr444,
  kYCbCr420,
  kClYCbCr422,
  kClYCbCr444,
  kClYCbCr420,
  kICtCp422,
  kICtCp444,
  kICtCp420,
  kRgb,
  kXyz,
  kKey
};
enum class Scan : uint8_t { kProgressive, kInterlaced, kPsf };
enum class Colorimetry : uint8_t {
  kBt601,
  kBt709,
  kBt2020,
  kBt2100,
  kSt2065Part1,
  kSt2065Part3,
  kXyz,
  kAlpha,
  kUnspecified
};
enum class Transfer : uint8_t {
  kSdr,
  kPq,
  kHlg,
  kLinear,
  kBt2100LinPq,
  kBt2100LinHlg,
  kSt2065Part1,
  kSt428Part1,
  kDensity,
  kSt2115LogS3,
  kUnspecified
};
enum class Range : uint8_t { kNarrow, kFullProtect, kFull };
enum class Packing : uint8_t { kGpm, kBpm };
/// TP of ST 2110-21.
enum class SenderType : uint8_t { kNarrow, kNarrowLinear, kWide };

struct VideoParameters {
  Sampling sampling = Sampling::kYCbCr422;
  uint8_t depth = 10;           ///< bits; 16 with floating = 16f
  bool floating_point = false;  ///< depth=16f
  uint16_t width = 0;
  uint16_t height = 0;
  FrameRate rate;  ///< frames per second, also when interlaced
  Scan scan = Scan::kProgressive;
  Colorimetry colorimetry = Colorimetry::kBt709;
  Transfer transfer = Transfer::kSdr;
  Range range = Range::kNarrow;
  Packing packing = Packing::kGpm;
  SenderType sender_type = SenderType::kNarrow;
  uint16_t max_udp_octets = 1460;
  Rational pixel_aspect{1, 1};
  std::string standard = "ST2110-20:2017";  ///< SSN
  std::optional<uint32_t> troff_us;
  std::optional<uint32_t> cmax;
  bool operator==(const VideoParameters&) const = default;
};

struct AudioParameters {
  uint8_t depth = 24;  ///< L16, L24
  uint32_t rate_hz = 48'000;
  uint16_t channels = 2;
  uint32_t packet_time_us = 1000;
  std::string channel_order;  ///< as written: SMPTE2110.(ST,51); empty: not given
  bool operator==(const AudioParameters&) const = default;
};

struct AncParameters {
  std::vector<DidSdid> did_sdid;  ///< empty: any
  std::optional<uint16_t> vpid_code;
  std::optional<FrameRate> rate;  ///< exactframerate, when given
  bool interlaced = false;
  std::string standard;  ///< SSN; empty: not given
  bool operator==(const AncParameters&) const = default;
};

/// a=ts-refclk (RFC 7273).
struct ReferenceClock {
  enum class Kind : uint8_t { kPtp, kPtpTraceable, kLocalMac, kOther };
  Kind kind = Kind::kOther;
  std::string grandmaster;  ///< kPtp: 39-A7-94-FF-FE-07-CB-D0
  uint8_t domain = 0;       ///< kPtp
  std::string text;         ///< kLocalMac: the address; kOther: the whole value
  bool operator==(const ReferenceClock&) const = default;
};

/// a=mediaclk.
struct MediaClockSource {
  bool direct = true;         ///< false: "sender", the RTP clock is not locked to the reference
  uint32_t offset_ticks = 0;  ///< mediaclk:direct=offset
  bool operator==(const MediaClockSource&) const = default;
};

struct MediaLeg {
  Endpoint destination;              ///< group or unicast address, UDP port
  std::vector<Ipv4Address> sources;  ///< source-filter incl; empty: any
  uint8_t ttl = 64;
  std::string mid;  ///< a=mid; the writer makes one for a pair of legs when empty
  std::vector<ReferenceClock> reference_clocks;
  MediaClockSource media_clock;
  bool operator==(const MediaLeg&) const = default;
};

using EssenceParameters = std::variant<VideoParameters, AudioParameters, AncParameters>;

/// One essence flow on one leg or, with a=group:DUP, two (ST 2022-7): legs[0] is the first that the group names, meant for red.
struct St2110Media {
  EssenceParameters parameters;
  PayloadType payload_type;
  std::vector<MediaLeg> legs;  ///< 1 or 2
  std::string title;           ///< i=, may be empty
  bool operator==(const St2110Media&) const = default;
};

struct St2110Session {
  std::string name = "-";       ///< s=
  std::string user_name = "-";  ///< o=
  uint64_t session_id = 0;
  uint64_t session_version = 0;
  Ipv4Address origin;
  std::vector<St2110Media> media;
  bool operator==(const St2110Session&) const = default;
};

}  // namespace cw::sdp
