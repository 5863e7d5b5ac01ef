// Pgroups ↔ planar samples for 4:2:2 with 8 and 10 bits: the only place where picture octets are touched. The assembler unpacks each
// SRD run straight from the packet into the frame, the packetizer packs straight into the packet.
//
// ST 2110-20 §6.2.2, a pgroup is two pixels, big-endian, most significant bit first:
//    8 bit, 4 octets:  |  Cb  |  Y0  |  Cr  |  Y1  |
//   10 bit, 5 octets:  |   Cb   |   Y0   |   Cr   |   Y1   |
// Planar: 8 bits in octets, 10 bits in 16-bit little-endian words.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cw::essence {

/// First sample of a run in each plane; no alignment needed beyond that of a sample.
struct PlanarRun {
  uint8_t* y = nullptr;
  uint8_t* cb = nullptr;
  uint8_t* cr = nullptr;
};
struct ConstPlanarRun {
  const uint8_t* y = nullptr;
  const uint8_t* cb = nullptr;
  const uint8_t* cr = nullptr;
};

/// Both touch exactly `count` pgroups and their 2 × count pixels, not an octet more: the neighbours may belong to other packets.
/// Buffers do not overlap. Packing uses the low ten bits of a word.
using UnpackKernel = void (*)(const uint8_t* pgroups, size_t count, const PlanarRun& to);
using PackKernel = void (*)(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);

struct PgroupKernels {
  UnpackKernel unpack = nullptr;
  PackKernel pack = nullptr;
  size_t pgroup_octets = 0;
};

inline constexpr size_t kPgroupPixels = 2;  // 4:2:2

/// Each includes the ones before it.
enum class KernelIsa : uint8_t { kScalar, kAvx2, kAvx512Vbmi };

/// The best that this CPU and operating system have. Asks the CPU: call at start, keep the answer.
[[nodiscard]] KernelIsa best_kernel_isa();
[[nodiscard]] const char* name_of(KernelIsa isa);
/// `depth` is 8 or 10; `isa` must not exceed best_kernel_isa().
[[nodiscard]] PgroupKernels pgroup_kernels(uint8_t depth, KernelIsa isa);

}  // namespace cw::essence
