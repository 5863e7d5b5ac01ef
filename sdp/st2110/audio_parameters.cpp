#include "sdp/st2110/audio_parameters.h"

#include <fmt/format.h>

#include <array>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr uint16_t kMaxChannels = 64;
constexpr uint64_t kMaxPayloadOctets = 1440;
constexpr std::string_view kOrderConvention = "SMPTE2110.";

/// Milliseconds with decimals. AES67 writes 0.125 also as 0.12 and 0.13.
std::optional<uint32_t> parse_ptime(std::string_view text) {
  if (text == "1" || text == "1.0" || text == "1.00" || text == "1.000") return 1000;
  if (text == "0.125" || text == "0.12" || text == "0.13" || text == ".125") return 125;
  return std::nullopt;
}

/// Channels in one symbol of SMPTE2110.(...); 0 when there is no such symbol (ST 2110-30 table 1).
uint32_t channels_of_symbol(std::string_view symbol) {
  constexpr std::array<std::pair<std::string_view, uint32_t>, 8> kSymbols{
      {{"M", 1}, {"DM", 2}, {"ST", 2}, {"LtRt", 2}, {"51", 6}, {"71", 8}, {"222", 24}, {"SGRP", 4}}};
  for (const auto& [name, channels] : kSymbols) {
    if (symbol == name) return channels;
  }
  if (symbol.size() != 3 || symbol[0] != 'U') return 0;
  const auto undefined = parse_number<uint32_t>(symbol.substr(1));
  return undefined && *undefined <= kMaxChannels ? *undefined : 0;
}

void check_channel_order(Fmtp& fmtp, const AudioParameters& audio) {
  std::string_view order = audio.channel_order;
  if (!order.starts_with(kOrderConvention)) return;
  const Fmtp::Parameter parameter = *fmtp.find("channel-order");
  order.remove_prefix(kOrderConvention.size());
  const std::string allowed = "SMPTE2110.(...) of M, DM, ST, LtRt, 51, 71, 222, SGRP or U01 to U64";
  if (!order.starts_with('(') || !order.ends_with(')')) return fmtp.fail_value(parameter, allowed);
  uint32_t channels = 0;
  for (const std::string_view symbol : split(order.substr(1, order.size() - 2), ',')) {
    const uint32_t count = channels_of_symbol(trim(symbol));
    if (count == 0) return fmtp.fail_value(parameter, allowed);
    channels += count;
  }
  if (channels > audio.channels) {
    fmtp.fail(fmt::format("channel-order names {} channels; a=rtpmap has {}", channels, audio.channels));
  }
}

Expected<AudioParameters> read_format(size_t line, std::string_view format) {
  const auto parts = split(format, '/');
  AudioParameters audio;
  audio.depth = parts[0] == "L16" ? 16 : 24;
  const auto rate = parts.size() > 1 ? parse_number<uint32_t>(parts[1]) : std::nullopt;
  if (!rate || (*rate != 48'000 && *rate != 96'000)) {
    return line_error(line, "a=rtpmap",
                      fmt::format("sampling rate in {} is not supported; allowed is 48000 or 96000", quoted(format)));
  }
  audio.rate_hz = *rate;
  const auto channels = parts.size() > 2 ? parse_number<uint16_t>(parts[2]) : uint16_t{1};
  if (!channels || *channels < 1 || *channels > kMaxChannels || parts.size() > 3) {
    return line_error(line, "a=rtpmap",
                      fmt::format("channel count in {} is wrong; allowed is 1 to 64", quoted(format)));
  }
  audio.channels = *channels;
  return audio;
}

}  // namespace

Expected<AudioParameters> read_audio(const Section& section, std::string_view format, Fmtp fmtp) {
  const size_t line = section.find("rtpmap")->line;
  auto audio = read_format(line, format);
  if (!audio) return audio;
  if (const Attribute* ptime = section.find("ptime")) {
    const auto packet_time_us = parse_ptime(ptime->value);
    if (!packet_time_us) {
      return line_error(ptime->line, "a=ptime", fmt::format("is {}; allowed is 1 or 0.125 (ms)", quoted(ptime->value)));
    }
    audio->packet_time_us = *packet_time_us;
  }
  const uint64_t octets =
      uint64_t{audio->rate_hz} * audio->packet_time_us / 1'000'000 * audio->channels * audio->depth / 8;
  if (octets > kMaxPayloadOctets) {
    return line_error(line, "a=rtpmap",
                      fmt::format("{} with a packet time of {} ms makes {} octets a packet; allowed are {}",
                                  quoted(format), ptime_text(audio->packet_time_us), octets, kMaxPayloadOctets));
  }
  fmtp.read_text("channel-order", audio->channel_order);
  check_channel_order(fmtp, *audio);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return audio;
}

std::string audio_rtpmap(const AudioParameters& audio) {
  return fmt::format("L{}/{}/{}", audio.depth, audio.rate_hz, audio.channels);
}

std::string write_audio(const AudioParameters& audio) {
  return audio.channel_order.empty() ? "" : fmt::format("channel-order={}; ", audio.channel_order);
}

std::string ptime_text(uint32_t packet_time_us) {
  if (packet_time_us % 1000 == 0) return fmt::format("{}", packet_time_us / 1000);
  std::string text = fmt::format("{}.{:03}", packet_time_us / 1000, packet_time_us % 1000);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

}  // namespace cw::sdp
