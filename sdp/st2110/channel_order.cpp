#include "sdp/st2110/channel_order.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kConvention = "SMPTE2110";
constexpr uint32_t kMaxChannels = 64;

struct Group {
  std::string name;
  uint32_t channels = 0;
};

/// Table 1 of ST 2110-30 §6.2.2.
constexpr std::array<std::pair<std::string_view, uint32_t>, 8> kGroups{
    {{"M", 1}, {"DM", 2}, {"ST", 2}, {"LtRt", 2}, {"51", 6}, {"71", 8}, {"222", 24}, {"SGRP", 4}}};

std::optional<Group> parse_group(std::string_view text, bool aes3_groups) {
  const std::string wanted = folded(text);
  for (const auto& [name, channels] : kGroups) {
    if (folded(name) == wanted) return Group{std::string(name), channels};
  }
  if (aes3_groups && wanted == "aes3") return Group{"AES3", 2};
  if (!wanted.starts_with('u')) return std::nullopt;
  const auto undefined = parse_number<uint32_t>(std::string_view(wanted).substr(1));
  if (!undefined || *undefined == 0 || *undefined > kMaxChannels) return std::nullopt;
  return Group{fmt::format("U{:02}", *undefined), *undefined};
}

}  // namespace

std::optional<ChannelOrder> parse_channel_order(std::string_view text, bool aes3_groups) {
  if (!equal_but_for_case(text.substr(0, kConvention.size()), kConvention)) return std::nullopt;
  text.remove_prefix(kConvention.size());
  const size_t begin = text.find_first_not_of(".(: \t");
  if (begin == std::string_view::npos) return std::nullopt;
  const size_t end = text.find_last_not_of(") \t");
  if (end == std::string_view::npos || end < begin) return std::nullopt;
  ChannelOrder order;
  for (const std::string_view part : split(text.substr(begin, end - begin + 1), ',')) {
    const auto group = parse_group(part, aes3_groups);
    if (!group || order.channels + group->channels > 4 * kMaxChannels) return std::nullopt;
    order.text += (order.text.empty() ? "" : ",") + group->name;
    order.channels += group->channels;
  }
  order.text = fmt::format("{}.({})", kConvention, order.text);
  return order;
}

std::string plain_channel_order(uint16_t channels) {
  if (channels == 1) return fmt::format("{}.(M)", kConvention);
  if (channels == 2) return fmt::format("{}.(ST)", kConvention);
  return fmt::format("{}.(U{:02})", kConvention, channels);
}

}  // namespace cw::sdp
