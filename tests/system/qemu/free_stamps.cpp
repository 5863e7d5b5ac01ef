// Runs beside the daemon in the guest of ptp_igb_test.py: frees the emulated 82576's receive stamp register for the next message.
//
// On the real device the read of RXSTMPH frees it, which is the last that DPDK reads (I210 data sheet, 8.15.1). QEMU frees it when RXSATRH
// is read, which neither DPDK nor Linux does, so that it would stamp one message and never another.
//   free_stamps RESOURCE    the NIC's first PCI resource file in sysfs; runs until it is ended
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

constexpr size_t kBarBytes = 0x20000;
constexpr size_t kTsyncRxCtl = 0xB620;
constexpr size_t kRxSatRh = 0xB630;
constexpr uint32_t kValidAndEnabled = 0x11;
constexpr useconds_t kLookEveryUs = 2'000;
/// Long enough for the daemon to have taken the stamp, short enough to be ready for the next Sync.
constexpr useconds_t kLeaveForUs = 40'000;
constexpr int kReportEvery = 20;

}  // namespace

int main(int argc, char** argv) {
  const int file = argc == 2 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;
  void* bar = file < 0 ? MAP_FAILED : mmap(nullptr, kBarBytes, PROT_READ, MAP_SHARED, file, 0);
  if (bar == MAP_FAILED) {
    std::perror("free_stamps");
    return 1;
  }
  const auto read_register = [bar](size_t offset) {
    return *reinterpret_cast<const volatile uint32_t*>(static_cast<const char*>(bar) + offset);
  };
  for (int freed = 0;;) {
    usleep(kLookEveryUs);
    if (read_register(kTsyncRxCtl) != kValidAndEnabled) continue;
    usleep(kLeaveForUs);
    static_cast<void>(read_register(kRxSatRh));
    if (++freed % kReportEvery == 0) std::printf("stamps freed: %d\n", freed);
    std::fflush(stdout);
  }
}
