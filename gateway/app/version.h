// Version of this build, as `causeway version`, the API and the metrics say it.
#pragma once

namespace cw::app {

inline constexpr const char* kVersion = CAUSEWAY_VERSION;

}  // namespace cw::app
