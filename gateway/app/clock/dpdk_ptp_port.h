// A PTP port on a DPDK network: its agent on the network's first worker, and the link to it.
#pragma once

#include "gateway/app/clock/dpdk_ptp_link.h"
#include "gateway/app/clock/ptp_agent.h"
#include "gateway/app/clock/ptp_port.h"

namespace cw::app {

class DpdkPtpPort final : public PtpPort {
 public:
  /// Joins the groups of PTP and takes its messages from the network.
  DpdkPtpPort(const config::PtpPortConfig& config, const PtpPortContext& context);
  ~DpdkPtpPort() override;
  DpdkPtpPort(const DpdkPtpPort&) = delete;
  DpdkPtpPort& operator=(const DpdkPtpPort&) = delete;

  [[nodiscard]] ptp::PortLink& link() override { return link_; }
  void drain(ptp::PtpClient& client, size_t index) override;
  void add_descriptors(std::vector<pollfd>&) const override {}
  [[nodiscard]] MacAddress mac() const override { return network_.port().mac(); }
  [[nodiscard]] std::optional<SoftwareStamps> software_stamps() const override;

 private:
  Network& network_;
  Worker& worker_;
  PtpAgent agent_;
  DpdkPtpLink link_;
};

}  // namespace cw::app
