// ST 2110 media as typed parameters: what a receiver needs to know and a sender has to say (ST 2110-10 §8, -20 §7, -22 §7, -30 §6,
// -31, -40 §7, ST 2022-7 as a=group:DUP), and beside it, as written, what nobody here knows. Between sdp/grammar (text) and app.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "sdp/grammar/session_description.h"

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
/// TSMODE of ST 2110-10:2022 §8.7: RTP time stamps are the sampling instant, made anew here, or preserved from the input.
enum class TimestampMode : uint8_t { kSampling, kNew, kPreserved };
/// TM of ST 2110-40.
enum class TransmissionModel : uint8_t { kCompatible, kLowLatency };

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
  std::optional<TransmissionModel> transmission = {};
  std::optional<uint32_t> troff_us = {};
  bool operator==(const AncParameters&) const = default;
};

/// ST 2110-22: compressed at a constant rate; JPEG XS (RFC 9134) and others. What the codestream says as well may be left out.
struct CompressedVideoParameters {
  std::string encoding = "jxsv";
  uint16_t width = 0;
  uint16_t height = 0;
  std::optional<FrameRate> rate = {};
  Scan scan = Scan::kProgressive;
  std::optional<Sampling> sampling = {};
  std::optional<uint8_t> depth = {};  ///< bits
  std::optional<Colorimetry> colorimetry = {};
  std::optional<Transfer> transfer = {};
  std::optional<Range> range = {};
  std::optional<uint8_t> packet_mode = {};        ///< packetmode: 0 codestream, 1 slice
  std::optional<uint8_t> transmission_mode = {};  ///< transmode: 1 sequential (when not given), 0 out of order
  std::string profile = {};                       ///< Main422.10; empty: not given, also of the next two
  std::string level = {};
  std::string sublevel = {};
  std::optional<uint32_t> bandwidth_kbps = {};  ///< b=AS
  SenderType sender_type = SenderType::kNarrowLinear;
  std::optional<uint32_t> troff_us = {};
  std::optional<uint32_t> cmax = {};
  uint16_t max_udp_octets = 1460;
  std::string standard = {};  ///< SSN
  bool operator==(const CompressedVideoParameters&) const = default;
};

/// ST 2110-31: AES3 subframes, opaque.
struct Am824Parameters {
  uint32_t rate_hz = 48'000;
  uint16_t channels = 2;
  uint32_t packet_time_us = 1000;
  std::string channel_order = {};
  bool operator==(const Am824Parameters&) const = default;
};

/// Known by name alone: SMPTE2022-6, ST2110-41 (fast metadata) and whatever else stands in a=rtpmap.
struct OtherEssence {
  std::string media_type = "video";  ///< of m=
  std::string encoding = {};
  uint32_t clock_rate_hz = 90'000;
  std::string encoding_parameters = {};  ///< what follows the clock rate; mostly empty
  bool operator==(const OtherEssence&) const = default;
};

/// a=ts-refclk (RFC 7273).
struct ReferenceClock {
  enum class Kind : uint8_t { kPtp, kPtpTraceable, kLocalMac, kOther };
  Kind kind = Kind::kOther;
  std::string grandmaster;                ///< kPtp: 39-A7-94-FF-FE-07-CB-D0
  uint8_t domain = 0;                     ///< kPtp
  std::string text;                       ///< kLocalMac: the address; kOther: the whole value
  std::string version = "IEEE1588-2008";  ///< kPtp, kPtpTraceable
  bool operator==(const ReferenceClock&) const = default;
};

/// a=mediaclk.
struct MediaClockSource {
  bool direct = true;         ///< false: "sender", the RTP clock is not locked to the reference
  uint32_t offset_ticks = 0;  ///< mediaclk:direct=offset
  std::string rate = {};      ///< mediaclk:direct=0 rate=90000; empty: not given
  std::string other = {};     ///< the whole value when it is neither direct nor sender; `direct` is false then
  bool operator==(const MediaClockSource&) const = default;
};

/// One parameter of a=fmtp as written.
struct FmtpParameter {
  std::string name;
  std::optional<std::string> value;  ///< nullopt: the bare name
  bool operator==(const FmtpParameter&) const = default;
};

struct MediaLeg {
  Endpoint destination;              ///< group or unicast address, UDP port
  std::vector<Ipv4Address> sources;  ///< source-filter incl; empty: any
  uint8_t ttl = 64;
  std::string mid;  ///< a=mid; the writer makes one for a pair of legs when empty
  std::vector<ReferenceClock> reference_clocks;
  MediaClockSource media_clock;
  std::optional<std::string> title = {};       ///< i= of this leg where it is not the medium's
  std::vector<FmtpParameter> parameters = {};  ///< what nobody here knows, as written: of a=fmtp,
  std::vector<Attribute> attributes = {};      ///< other a=,
  std::vector<OtherLine> lines = {};           ///< b= and k=
  bool operator==(const MediaLeg&) const = default;
};

using EssenceParameters = std::variant<VideoParameters, AudioParameters, AncParameters, CompressedVideoParameters,
                                       Am824Parameters, OtherEssence>;

/// TSMODE and TSDELAY of ST 2110-10:2022 §8.7, for any essence.
struct TimestampSource {
  std::optional<TimestampMode> mode = {};  ///< not given: kNew
  std::optional<uint32_t> delay_us = {};
  bool operator==(const TimestampSource&) const = default;
};

/// One essence flow on one leg or two (ST 2022-7): legs[0] is the first that a=group:DUP names, meant for red.
struct St2110Media {
  EssenceParameters parameters;
  PayloadType payload_type;
  std::vector<MediaLeg> legs;  ///< 1 or 2
  std::string title;           ///< i=, may be empty
  TimestampSource timestamps = {};
  bool shares_section =
      false;  ///< both legs are one m= section: one group, two sources, a=ssrc-group:DUP (RFC 7104 §4.1)
  bool operator==(const St2110Media&) const = default;
};

struct St2110Session {
  std::string name = "-";       ///< s=
  std::string user_name = "-";  ///< o=
  uint64_t session_id = 0;
  uint64_t session_version = 0;
  Ipv4Address origin;
  std::vector<St2110Media> media;
  std::string title = {};        ///< i=
  std::string origin_host = {};  ///< o= when its address is no IPv4 address: "IP6 2001:db8::1" or "IP4 camera1.example"
  std::vector<OtherLine> lines = {};       ///< u= e= p= b= t= r= z= k= as written; empty has t=0 0
  std::vector<Attribute> attributes = {};  ///< a= that nobody here knows, as written
  bool operator==(const St2110Session&) const = default;
};

}  // namespace cw::sdp
