// A PTP port on an interface that the kernel owns: its sockets, and what they receive on its way to the client.
#pragma once

#include <memory>
#include <utility>

#include "gateway/app/clock/ptp_port.h"
#include "ptp/transport/kernel_link.h"

namespace cw::app {

class KernelPtpPort final : public PtpPort {
 public:
  explicit KernelPtpPort(std::unique_ptr<ptp::KernelLink> link) : link_(std::move(link)) { link_->attach(to_client_); }

  [[nodiscard]] ptp::PortLink& link() override { return *link_; }
  void drain(ptp::PtpClient& client, size_t index) override {
    to_client_.client = &client;
    to_client_.index = index;
    while (link_->receive() != 0) {
    }
  }
  void add_descriptors(std::vector<pollfd>& out) const override {
    for (const int descriptor : link_->descriptors()) out.push_back({.fd = descriptor, .events = POLLIN, .revents = 0});
  }
  [[nodiscard]] MacAddress mac() const override { return link_->interface().mac; }

 private:
  struct ToClient final : ptp::LinkListener {
    void on_datagram(Bytes octets, Ipv4Address source, ptp::LocalTime received) override {
      if (client != nullptr) client->on_datagram(index, octets, source, received);
    }
    void on_transmitted(uint32_t stamp_id, ptp::LocalTime sent) override {
      if (client != nullptr) client->on_transmitted(index, stamp_id, sent);
    }
    ptp::PtpClient* client = nullptr;
    size_t index = 0;
  };

  std::unique_ptr<ptp::KernelLink> link_;
  ToClient to_client_;
};

}  // namespace cw::app
