// Any text as a configuration.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/diff.h"
#include "config/loader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = cw::config::load_config(text, "/nowhere");
  if (result) {
    if (!cw::config::diff(*result, *result).empty()) std::abort();
  } else if (result.error().empty() || cw::config::to_text(result.error()).empty()) {
    std::abort();
  }
  return 0;
}
