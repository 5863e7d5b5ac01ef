// Any octets as the capture of a replay: planning, pacing and rewriting must stay in bounds.
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include "gateway/packet_io/pcap/capture_replay.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string path = "/dev/shm/causeway_replay_fuzz_" + std::to_string(getpid());
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return 0;
  std::fwrite(data, 1, size, file);
  std::fclose(file);
  cw::packet_io::ReplayConfig config;
  config.path = path;
  auto replay = cw::packet_io::CaptureReplay::create(config);
  std::remove(path.c_str());
  if (!replay) return 0;
  const auto start = cw::TaiTime::from_ns(1'800'000'000'000'000'000);
  (*replay)->start(start);
  std::array<uint8_t, 1600> frame{};
  for (int i = 0; i < 300 && (*replay)->next_due(); ++i) (*replay)->write_next(frame.data(), frame.size());
  (*replay)->skip_to(start + std::chrono::seconds(1));
  return 0;
}
