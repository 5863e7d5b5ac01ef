// Writes frames to a capture file: pcap with ns times, Ethernet. Mirrors PcapReader.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"

namespace cw::packet_io {

/// One thread. Buffered; the file is whole after close() or destruction.
class PcapWriter {
 public:
  /// Replaces an existing file. Fails with the user's words.
  [[nodiscard]] static Expected<PcapWriter> create(const std::filesystem::path& path);

  /// Appends a frame without FCS. `wire_size_bytes` 0 means "not cut". False when the disk refuses; failed() then stays true.
  bool write(Bytes frame, TaiTime arrival, uint32_t wire_size_bytes = 0);
  /// Flushes and closes; the error names the file when anything since create() could not be written.
  [[nodiscard]] Expected<void> close();
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] uint64_t records() const { return records_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  PcapWriter(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  bool failed_ = false;
  uint64_t records_ = 0;
};

}  // namespace cw::packet_io
