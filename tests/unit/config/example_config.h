// A small valid configuration that each test spoils in its own way.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "config/loader.h"

namespace cw::config {

inline nlohmann::json example_document() {
  return nlohmann::json::parse(R"({
    "networks": {
      "red": {"device": "net_ring0", "address": "192.168.110.10/24"},
      "blue": {"device": "net_ring1", "address": "192.168.120.10/24"}
    },
    "sources": [{"id": "bars", "type": "generator", "video": {}, "audio": {}}],
    "senders": [
      {"id": "bars-video", "source": "bars", "essence": "video", "legs": {"red": {"destination": "239.110.0.1"}}},
      {"id": "bars-audio", "source": "bars", "essence": "audio", "legs": {"red": {"destination": "239.110.0.2"}}}
    ],
    "receivers": [
      {"id": "cam1-video", "essence": "video", "video": {}, "legs": {"red": {"group": "239.110.0.1"}}},
      {"id": "cam1-audio", "essence": "audio", "audio": {}, "legs": {"red": {"group": "239.110.0.2"}}}
    ],
    "channels": [{
      "id": "one",
      "inputs": {"video": ["cam1-video"], "audio": ["cam1-audio"]},
      "ladder": [{"id": "720p", "width": 1280, "height": 720, "bitrate_kbps": 3000}],
      "outputs": [{"id": "hls", "type": "hls"}, {"id": "srt", "type": "srt", "port": 9710}]
    }]
  })");
}

/// Sets the value at `pointer` of the example.
inline nlohmann::json example_with(const std::string& pointer, const nlohmann::json& value) {
  nlohmann::json document = example_document();
  document[nlohmann::json::json_pointer(pointer)] = value;
  return document;
}

inline std::vector<ConfigFault> faults_of(const nlohmann::json& document) {
  auto result = load_config(document.dump(), "/nowhere");
  return result ? std::vector<ConfigFault>{} : result.error();
}

inline Config load_valid(const nlohmann::json& document) {
  auto result = load_config(document.dump(), "/nowhere");
  if (!result) ADD_FAILURE() << to_text(result.error());
  return result ? *result : Config{};
}

MATCHER_P2(is_fault, pointer, words, "") {
  return arg.pointer == pointer && arg.message.find(words) != std::string::npos;
}

/// Spoils one value and expects exactly one fault, there, with these words in it.
inline void expect_one_fault(const std::string& pointer, const nlohmann::json& value, const std::string& words) {
  EXPECT_THAT(faults_of(example_with(pointer, value)), testing::ElementsAre(is_fault(pointer, words)));
}

// GoogleTest looks for this name. NOLINTNEXTLINE(readability-identifier-naming)
inline void PrintTo(const ConfigFault& fault, std::ostream* out) { *out << fault.pointer << ": " << fault.message; }

}  // namespace cw::config
