#include "nmos/model/channel_symbols.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace cw::nmos {
namespace {

struct Group {
  std::string_view name;
  std::string_view symbols;
};

// 22.2 (222) and the SDI group (SGRP) have no symbols in IS-04.
constexpr std::array<Group, 6> kGroups{{{"M", "M1"},
                                        {"DM", "M1,M2"},
                                        {"ST", "L,R"},
                                        {"LtRt", "Lt,Rt"},
                                        {"51", "L,R,C,LFE,Ls,Rs"},
                                        {"71", "L,R,C,LFE,Lss,Rss,Lrs,Rrs"}}};
constexpr int kMaxUndefined = 64;

std::string_view next_item(std::string_view& list) {
  const size_t comma = list.find(',');
  const std::string_view item = list.substr(0, comma);
  list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  return item;
}

bool append_undefined(std::string_view group, std::vector<std::string>& symbols) {
  int count = 0;
  if (group.size() != 3 || group[0] != 'U') return false;
  const char* const end = group.data() + group.size();
  if (std::from_chars(group.data() + 1, end, count).ptr != end || count < 1 || count > kMaxUndefined) return false;
  for (int i = 1; i <= count; ++i) symbols.push_back(fmt::format("U{:02}", i));
  return true;
}

bool append_group(std::string_view name, std::vector<std::string>& symbols) {
  for (const Group& group : kGroups) {
    if (group.name != name) continue;
    for (std::string_view rest = group.symbols; !rest.empty();) symbols.emplace_back(next_item(rest));
    return true;
  }
  return append_undefined(name, symbols);
}

}  // namespace

std::vector<std::string> channel_symbols(std::string_view channel_order) {
  constexpr std::string_view kPrefix = "SMPTE2110.(";
  if (!channel_order.starts_with(kPrefix) || !channel_order.ends_with(')')) return {};
  std::string_view groups = channel_order.substr(kPrefix.size(), channel_order.size() - kPrefix.size() - 1);
  std::vector<std::string> symbols;
  while (!groups.empty()) {
    if (!append_group(next_item(groups), symbols)) return {};
  }
  return symbols;
}

}  // namespace cw::nmos
