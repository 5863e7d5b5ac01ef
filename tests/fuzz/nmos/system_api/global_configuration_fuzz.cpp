// Any text as the answer of a System API: what is taken is inside the bounds of IS-09.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "nmos/system_api/global_configuration.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto sut = cw::nmos::parse_global_configuration({reinterpret_cast<const char*>(data), size});
  if (!sut) {
    if (sut.error().message.empty()) std::abort();
    return 0;
  }
  const cw::nmos::SystemParameters& parameters = sut->parameters;
  if (sut->heartbeat_interval < std::chrono::seconds(1) || sut->heartbeat_interval > std::chrono::seconds(1000))
    std::abort();
  if (parameters.ptp_domain.value() > 127) std::abort();
  if (parameters.ptp_announce_timeout.value() < 2 || parameters.ptp_announce_timeout.value() > 10) std::abort();
  if (parameters.syslog_host && (parameters.syslog_host->empty() || parameters.syslog_port == 0)) std::abort();
  return 0;
}
