// The page at "/": says what this is and where everything is. The dashboard takes its place later.
#pragma once

#include <string>
#include <vector>

#include "gateway/web/http_message.h"

namespace cw::web {

struct LandingChannel {
  std::string id;
  std::string name;
  bool hls = true;  ///< has /hls/<id>/multivariant.m3u8
  std::vector<std::string> srt_urls;
};

struct LandingInfo {
  std::string instance;
  std::string version;
  std::vector<LandingChannel> channels;
};

/// Pure; text is escaped.
[[nodiscard]] Response landing_page(const LandingInfo& info);

}  // namespace cw::web
