#include "gateway/app/clock/ptp_port.h"

#include "gateway/app/clock/dpdk_ptp_port.h"
#include "gateway/app/clock/kernel_ptp_port.h"
#include "gateway/core/log.h"

namespace cw::app {

Expected<std::unique_ptr<PtpPort>> create_ptp_port(const config::PtpPortConfig& config, const PtpPortContext& context) {
  if (config.network) return std::make_unique<DpdkPtpPort>(config, context);
  ptp::KernelLinkConfig wanted;
  wanted.interface = config.interface;
  auto link = ptp::KernelLink::create(wanted, context.counter);
  if (!link) return std::unexpected(link.error());
  if (const std::string& why = (*link)->hardware_refusal(); !why.empty()) {
    log_warning("clock", "PTP on " + config.interface + " uses the kernel's time stamps: " + why);
  }
  return std::make_unique<KernelPtpPort>(std::move(*link));
}

}  // namespace cw::app
