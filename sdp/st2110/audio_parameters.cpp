#include "sdp/st2110/audio_parameters.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"
#include "sdp/st2110/channel_order.h"
#include "sdp/st2110/packet_time.h"

namespace cw::sdp {
namespace {

constexpr uint16_t kMaxChannels = 64;
constexpr uint64_t kMaxPayloadOctets = 1440;

Expected<uint16_t> read_channels(const Rtpmap& rtpmap) {
  const auto channels = rtpmap.parameters.empty() ? uint16_t{1} : parse_number<uint16_t>(rtpmap.parameters);
  if (!channels || *channels < 1 || *channels > kMaxChannels) {
    return line_error(rtpmap.line, "a=rtpmap",
                      fmt::format("channel count in {} is wrong; allowed is 1 to 64", quoted(rtpmap.text)));
  }
  return *channels;
}

Expected<uint32_t> read_rate(const Rtpmap& rtpmap) {
  const uint32_t rate_hz = rtpmap.clock_rate_hz.value_or(0);
  if (rate_hz != 48'000 && rate_hz != 96'000 && rate_hz != 44'100) {
    return line_error(
        rtpmap.line, "a=rtpmap",
        fmt::format("sampling rate in {} is not supported; allowed is 48000, 96000 or 44100", quoted(rtpmap.text)));
  }
  return rate_hz;
}

/// AES67 §7.1 has L16 at 44.1 and 48 kHz, L24 at 48 and 96 kHz.
void note_depth(const Rtpmap& rtpmap, Warnings& warnings) {
  const bool odd = (rtpmap.encoding == "L16" && rtpmap.clock_rate_hz == 96'000U) ||
                   (rtpmap.encoding == "L24" && rtpmap.clock_rate_hz == 44'100U);
  if (!odd) return;
  warnings.add({rtpmap.line, "a=rtpmap", "AES67 7.1"},
               fmt::format("{} is no pair of depth and rate of AES67", rtpmap.text), "send L24 at 48000 or 96000");
}

Expected<uint32_t> read_packet_time(const Rtpmap& rtpmap, const Attribute* ptime, Warnings& warnings) {
  constexpr uint32_t kUsual = 1000;
  constexpr uint32_t kShort = 125;
  constexpr std::string_view kClause = "ST 2110-30 6.2.1";
  if (ptime == nullptr) {
    warnings.add({rtpmap.line, "a=ptime", kClause}, "is missing, taken as 1 ms", "add a=ptime:1");
    return kUsual;
  }
  const std::string_view text = trim(ptime->value);
  const auto read = parse_ptime(text, rtpmap.clock_rate_hz.value_or(0));
  if (!read) {
    return line_error(ptime->line, "a=ptime",
                      fmt::format("is {}; allowed is 1 or 0.125 (ms), and others up to 20", quoted(text)));
  }
  const std::string right = ptime_text(read->us);
  if (!read->as_specified) {
    warnings.add({ptime->line, "a=ptime", kClause}, fmt::format("is {}, read as {}", quoted(text), right),
                 fmt::format("write a=ptime:{}", right));
  }
  if (read->us != kUsual && read->us != kShort) {
    warnings.add({ptime->line, "a=ptime", "ST 2110-30 7"},
                 fmt::format("is {} ms, which is in no conformance level", right), "send packets of 1 or 0.125 ms");
  }
  return read->us;
}

Expected<void> check_payload(const Rtpmap& rtpmap, uint64_t octets_per_sample, uint32_t packet_time_us) {
  const uint64_t octets = samples_per_packet(packet_time_us, *rtpmap.clock_rate_hz) * octets_per_sample;
  if (octets <= kMaxPayloadOctets) return {};
  return line_error(rtpmap.line, "a=rtpmap",
                    fmt::format("{} with a packet time of {} ms makes {} octets a packet; allowed are {}",
                                quoted(rtpmap.text), ptime_text(packet_time_us), octets, kMaxPayloadOctets));
}

/// Nothing is lost without it, so whatever stands there is kept.
void read_channel_order(Fmtp& fmtp, uint16_t channels, bool aes3_groups, std::string& out) {
  fmtp.know({"channel-order"});
  const Fmtp::Parameter* parameter = fmtp.find("channel-order");
  if (parameter == nullptr) return;
  out = parameter->value;
  const auto order = parse_channel_order(parameter->value, aes3_groups);
  if (!order) {
    return fmtp.note("channel-order",
                     fmt::format("channel-order is {}, which names no groups of channels", quoted(out)),
                     "write SMPTE2110.(...) of M, DM, ST, LtRt, 51, 71, 222, SGRP or U01 to U64");
  }
  if (order->text != parameter->value) fmtp.note_spelling(*parameter, order->text);
  out = order->text;
  if (order->channels > channels) {
    fmtp.note("channel-order",
              fmt::format("channel-order names {} channels; a=rtpmap has {}", order->channels, channels),
              "let both name the same");
  }
}

}  // namespace

Expected<AudioParameters> read_audio(const Rtpmap& rtpmap, const Attribute* ptime, Fmtp& fmtp, Warnings& warnings) {
  const auto rate = read_rate(rtpmap);
  if (!rate) return std::unexpected(rate.error());
  const auto channels = read_channels(rtpmap);
  if (!channels) return std::unexpected(channels.error());
  note_depth(rtpmap, warnings);
  const auto packet_time = read_packet_time(rtpmap, ptime, warnings);
  if (!packet_time) return std::unexpected(packet_time.error());
  AudioParameters audio{.depth = static_cast<uint8_t>(rtpmap.encoding == "L16" ? 16 : 24),
                        .rate_hz = *rate,
                        .channels = *channels,
                        .packet_time_us = *packet_time,
                        .channel_order = {}};
  const uint64_t octets_per_sample = uint64_t{audio.channels} * audio.depth / 8;
  if (auto fits = check_payload(rtpmap, octets_per_sample, *packet_time); !fits) return std::unexpected(fits.error());
  read_channel_order(fmtp, *channels, false, audio.channel_order);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return audio;
}

Expected<Am824Parameters> read_am824(const Rtpmap& rtpmap, const Attribute* ptime, Fmtp& fmtp, Warnings& warnings) {
  constexpr uint64_t kOctetsPerSubframe = 4;
  const auto rate = read_rate(rtpmap);
  if (!rate) return std::unexpected(rate.error());
  const auto channels = read_channels(rtpmap);
  if (!channels) return std::unexpected(channels.error());
  const auto packet_time = read_packet_time(rtpmap, ptime, warnings);
  if (!packet_time) return std::unexpected(packet_time.error());
  Am824Parameters audio{.rate_hz = *rate, .channels = *channels, .packet_time_us = *packet_time};
  if (auto fits = check_payload(rtpmap, kOctetsPerSubframe * *channels, *packet_time); !fits) {
    return std::unexpected(fits.error());
  }
  read_channel_order(fmtp, *channels, true, audio.channel_order);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return audio;
}

std::string audio_rtpmap(const AudioParameters& audio) {
  return fmt::format("L{}/{}/{}", audio.depth, audio.rate_hz, audio.channels);
}

std::string write_channel_order(const std::string& channel_order) {
  return channel_order.empty() ? "" : fmt::format("channel-order={}; ", channel_order);
}

}  // namespace cw::sdp
