#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"

#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

namespace cw::essence {
namespace {

constexpr size_t kPgroupOctets8 = 4;
constexpr size_t kPgroupOctets10 = 5;

}  // namespace

KernelIsa best_kernel_isa() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi")) {
    return KernelIsa::kAvx512Vbmi;
  }
  if (__builtin_cpu_supports("avx2")) return KernelIsa::kAvx2;
#endif
  return KernelIsa::kScalar;
}

const char* name_of(KernelIsa isa) {
  switch (isa) {
    case KernelIsa::kAvx512Vbmi: return "avx512vbmi";
    case KernelIsa::kAvx2: return "avx2";
    case KernelIsa::kScalar: break;
  }
  return "scalar";
}

PgroupKernels pgroup_kernels(uint8_t depth, KernelIsa isa) {
  const bool octets = depth == 8;
#if defined(__x86_64__)
  if (isa == KernelIsa::kAvx512Vbmi) {
    return octets ? PgroupKernels{unpack_8_avx512, pack_8_avx512, kPgroupOctets8}
                  : PgroupKernels{unpack_10_avx512, pack_10_avx512, kPgroupOctets10};
  }
  if (isa == KernelIsa::kAvx2) {
    return octets ? PgroupKernels{unpack_8_avx2, pack_8_avx2, kPgroupOctets8}
                  : PgroupKernels{unpack_10_avx2, pack_10_avx2, kPgroupOctets10};
  }
#else
  static_cast<void>(isa);
#endif
  return octets ? PgroupKernels{unpack_8_scalar, pack_8_scalar, kPgroupOctets8}
                : PgroupKernels{unpack_10_scalar, pack_10_scalar, kPgroupOctets10};
}

}  // namespace cw::essence
