// Builds RTP packets for tests, and the datagrams around them, octet by octet as a sender (good or bad) would.
//
//   RtpPacketBuilder packet;
//   receiver.on_datagram(Leg::kRed, packet.sequence(7).timestamp(90'000).payload({1, 2, 3}).datagram(arrival));
//
// The built octets live in the builder until the next change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/rtp_types.h"

namespace cw::test {

class RtpPacketBuilder {
 public:
  RtpPacketBuilder& version(uint8_t value) { return set(version_, value); }
  RtpPacketBuilder& payload_type(uint8_t value) { return set(payload_type_, value); }
  RtpPacketBuilder& sequence(uint16_t value) { return set(sequence_, value); }
  RtpPacketBuilder& timestamp(uint32_t value) { return set(timestamp_, value); }
  RtpPacketBuilder& ssrc(uint32_t value) { return set(ssrc_, value); }
  RtpPacketBuilder& marker(bool value = true) { return set(marker_, value); }
  RtpPacketBuilder& csrc_count(uint8_t value) { return set(csrc_count_, value); }
  /// 32-bit words of header extension after its own header; negative: none.
  RtpPacketBuilder& extension_words(int value) { return set(extension_words_, value); }
  /// Octets of padding, its count octet included; 0: none.
  RtpPacketBuilder& padding(uint8_t value) { return set(padding_, value); }
  RtpPacketBuilder& payload(std::vector<uint8_t> octets) { return set(payload_, std::move(octets)); }
  RtpPacketBuilder& payload(std::initializer_list<uint8_t> octets) {
    return set(payload_, std::vector<uint8_t>(octets));
  }

  /// The RTP packet.
  [[nodiscard]] Bytes bytes() {
    built_.clear();
    append8((version_ << 6) | (padding_ != 0 ? 0x20U : 0U) | (extension_words_ >= 0 ? 0x10U : 0U) | csrc_count_);
    append8((marker_ ? 0x80U : 0U) | payload_type_);
    append16(sequence_);
    append32(timestamp_);
    append32(ssrc_);
    for (uint8_t i = 0; i < csrc_count_; ++i) append32(0xC5AC'0000U + i);
    if (extension_words_ >= 0) {
      append16(0xBEDE);
      append16(static_cast<uint32_t>(extension_words_));
      for (int i = 0; i < extension_words_; ++i) append32(0xE0E0'E0E0U);
    }
    built_.insert(built_.end(), payload_.begin(), payload_.end());
    for (uint8_t i = 1; i < padding_; ++i) append8(0);
    if (padding_ != 0) append8(padding_);
    return built_;
  }

  /// The packet as payload of a UDP datagram.
  [[nodiscard]] UdpDatagram datagram(TaiTime arrival) {
    UdpDatagram datagram;
    datagram.source = {Ipv4Address{0x0A000001}, 5004};
    datagram.destination = {Ipv4Address{0xEF010101}, 5004};
    datagram.payload = bytes();
    datagram.arrival = arrival;
    return datagram;
  }

 private:
  template <typename T, typename V>
  RtpPacketBuilder& set(T& field, V&& value) {
    field = std::forward<V>(value);
    return *this;
  }
  void append8(uint32_t v) { built_.push_back(static_cast<uint8_t>(v)); }
  void append16(uint32_t v) {
    append8(v >> 8);
    append8(v);
  }
  void append32(uint32_t v) {
    append16(v >> 16);
    append16(v);
  }

  uint32_t version_ = 2;
  uint8_t payload_type_ = 96;
  uint16_t sequence_ = 0;
  uint32_t timestamp_ = 0;
  uint32_t ssrc_ = 0x1234'5678;
  bool marker_ = false;
  uint8_t csrc_count_ = 0;
  int extension_words_ = -1;
  uint8_t padding_ = 0;
  std::vector<uint8_t> payload_;
  std::vector<uint8_t> built_;
};

}  // namespace cw::test
