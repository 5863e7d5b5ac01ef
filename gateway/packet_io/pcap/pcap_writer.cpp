#include "gateway/packet_io/pcap/pcap_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace cw::packet_io {
namespace {

constexpr uint32_t kMagicNanoseconds = 0xA1B23C4D;
constexpr uint32_t kSnapLength = 262144;
constexpr uint32_t kLinkTypeEthernet = 1;

}  // namespace

Expected<PcapWriter> PcapWriter::create(const std::filesystem::path& path) {
  PcapWriter writer(path, std::fopen(path.c_str(), "wb"));
  std::array<uint8_t, 24> header{};
  store_be32(header.data(), kMagicNanoseconds);
  store_be16(&header[4], 2);  // version 2.4
  store_be16(&header[6], 4);
  store_be32(&header[16], kSnapLength);
  store_be32(&header[20], kLinkTypeEthernet);
  if (writer.file_ == nullptr || std::fwrite(header.data(), header.size(), 1, writer.file_.get()) != 1) {
    return host_error("cannot write " + path.string() + ": " + std::strerror(errno) +
                      "; check the folder and the space left");
  }
  return writer;
}

bool PcapWriter::write(Bytes frame, TaiTime arrival, uint32_t wire_size_bytes) {
  if (failed_ || file_ == nullptr) return false;
  const int64_t ns = std::max<int64_t>(arrival.ns(), 0);
  const auto size = static_cast<uint32_t>(std::min<size_t>(frame.size(), kSnapLength));
  std::array<uint8_t, 16> header{};
  store_be32(header.data(), static_cast<uint32_t>(ns / kNsPerSecond));
  store_be32(&header[4], static_cast<uint32_t>(ns % kNsPerSecond));
  store_be32(&header[8], size);
  store_be32(&header[12], std::max(wire_size_bytes, static_cast<uint32_t>(frame.size())));
  failed_ = std::fwrite(header.data(), header.size(), 1, file_.get()) != 1 ||
            std::fwrite(frame.data(), 1, size, file_.get()) != size;
  if (!failed_) ++records_;
  return !failed_;
}

Expected<void> PcapWriter::close() {
  if (file_ != nullptr && std::fclose(file_.release()) != 0) failed_ = true;
  if (failed_)
    return host_error("could not write all of " + path_.string() + ": " + std::strerror(errno) +
                      "; check the space left");
  return {};
}

}  // namespace cw::packet_io
