// Reads capture files record by record: pcap (µs and ns, either byte order) and pcapng (any resolution, several sections and
// interfaces), Ethernet link type. First stage of replay and of analysis; every length in the file is distrusted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/pcap/file_window.h"

namespace cw::packet_io {

enum class CaptureFormat : uint8_t { kPcapMicroseconds, kPcapNanoseconds, kPcapng };

/// One thread. Memory: one window of the file, whatever its size.
class PcapReader {
 public:
  /// Fails with the user's words when the file cannot be opened or is no Ethernet capture.
  [[nodiscard]] static Expected<PcapReader> open(const std::filesystem::path& path);
  /// Over octets in memory, which must outlive the reader.
  [[nodiscard]] static Expected<PcapReader> over(Bytes file);

  /// The next Ethernet frame; nullopt at the end or where the file is cut or damaged (then damage() says so). The view holds until
  /// the next call. `arrival` is the capture's own clock, ns since 1970 on whatever time scale the capturing machine had.
  [[nodiscard]] std::optional<RxPacket> next();

  /// "cut in the middle of record 17 …": set once everything readable has been given; nullopt when the file is whole so far.
  [[nodiscard]] const std::optional<std::string>& damage() const { return damage_; }
  [[nodiscard]] CaptureFormat format() const { return format_; }
  [[nodiscard]] uint64_t records() const { return records_; }
  /// Records of interfaces that are not Ethernet, which are passed over.
  [[nodiscard]] uint64_t foreign_records() const { return foreign_records_; }

 private:
  /// Of a pcapng interface, or of the whole of a pcap file.
  struct Interface {
    bool ethernet = false;
    uint64_t ticks_per_second = 1'000'000;
    int64_t offset_s = 0;
    uint32_t snap_length = 0;  ///< 0: no limit
  };
  explicit PcapReader(FileWindow window) : window_(std::move(window)) {}

  [[nodiscard]] static Expected<PcapReader> begin(FileWindow window);
  [[nodiscard]] std::optional<std::string> read_pcap_header();
  [[nodiscard]] std::optional<RxPacket> next_pcap();
  [[nodiscard]] std::optional<RxPacket> next_pcapng();
  [[nodiscard]] Bytes next_block();
  [[nodiscard]] bool begin_section(Bytes start);
  void add_interface(Bytes body);
  void read_interface_option(uint16_t code, Bytes value, Interface& interface) const;
  [[nodiscard]] std::optional<RxPacket> read_block(Bytes block);
  [[nodiscard]] std::optional<RxPacket> read_enhanced_packet(uint32_t interface, Bytes body);
  [[nodiscard]] std::optional<RxPacket> read_simple_packet(Bytes body);
  [[nodiscard]] uint16_t u16(const uint8_t* p) const;
  [[nodiscard]] uint32_t u32(const uint8_t* p) const;
  void stop(const char* why);

  FileWindow window_;
  CaptureFormat format_ = CaptureFormat::kPcapMicroseconds;
  bool big_endian_ = false;
  std::vector<Interface> interfaces_;
  std::optional<std::string> damage_;
  uint64_t records_ = 0;
  uint64_t foreign_records_ = 0;
};

}  // namespace cw::packet_io
