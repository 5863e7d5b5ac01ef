// One leg of a sender: buffers of the port, Ethernet to UDP headers in front of each RTP packet.
#pragma once

#include <cstddef>
#include <utility>

#include "gateway/app/tx_batch.h"
#include "gateway/core/rtp_types.h"
#include "gateway/packet_io/host_stack.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::app {

struct EmitLegConfig {
  Leg leg = Leg::kRed;
  packet_io::PacketSink* sink = nullptr;
  packet_io::HostStack* host = nullptr;  ///< resolves unicast destinations
  packet_io::UdpFrameTemplate header;
  Endpoint destination;
  bool enabled = true;  ///< false: sends nothing and holds no buffers
};

/// One worker thread.
class EmitLeg {
 public:
  explicit EmitLeg(const EmitLegConfig& config) : leg_(config.leg), config_(config), batch_(*config_.sink) {}

  /// Sends elsewhere from the next packet on.
  void retarget(const EmitLegConfig& config) {
    const bool other_sink = config.sink != config_.sink;
    if (other_sink || !config.enabled) give_back();
    if (other_sink) batch_.move_to(*config.sink);
    config_ = config;
    next_resolve_ = TaiTime{};
  }

  /// Room for one UDP payload, or empty when this leg is off or cannot send now (counted).
  MutableBytes begin_packet(TaiTime now) {
    if (!config_.enabled) return {};
    if (!resolve(now)) {
      unresolved_.add();
      return {};
    }
    const TxPacket* packet = batch_.next();
    if (packet == nullptr) return {};
    frame_ = packet->data;
    return MutableBytes(packet->data, packet->capacity_bytes).subspan(config_.header.header_octets());
  }

  /// Completes the packet begun last.
  void finish_packet(size_t udp_payload_octets) {
    config_.header.write_headers(frame_, udp_payload_octets);
    batch_.commit(config_.header.header_octets() + udp_payload_octets);
  }

  void flush() { batch_.flush(); }
  void give_back() { batch_.give_back(); }

  /// Any thread, like what follows.
  [[nodiscard]] Leg leg() const { return leg_; }
  [[nodiscard]] const TxBatchStatistics& statistics() const { return batch_.statistics(); }
  /// Packets not sent because no MAC address is known yet for the destination.
  [[nodiscard]] uint64_t unresolved() const { return unresolved_.get(); }

 private:
  static constexpr Duration kRefresh = std::chrono::seconds(1);

  /// Asks again once a second, so that the address resolution keeps the entry fresh and a moved host is found.
  bool resolve(TaiTime now) {
    if (now < next_resolve_) return true;
    const auto mac = config_.host->resolve(config_.destination.address, now);
    if (!mac) return false;
    config_.header.set_destination_mac(*mac);
    next_resolve_ = now + kRefresh;
    return true;
  }

  const Leg leg_;
  EmitLegConfig config_;
  TxBatch batch_;
  Counter unresolved_;
  uint8_t* frame_ = nullptr;
  TaiTime next_resolve_;
};

}  // namespace cw::app
