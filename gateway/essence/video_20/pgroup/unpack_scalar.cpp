// Reference for every other instruction set, and what runs on CPUs without them.
#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

namespace cw::essence {
namespace {

void store_sample(uint8_t* to, uint64_t value) {
  const auto sample = static_cast<uint16_t>(value & 0x3FF);
  to[0] = static_cast<uint8_t>(sample);
  to[1] = static_cast<uint8_t>(sample >> 8);
}

}  // namespace

void unpack_8_scalar(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  const PlanarRun run{to.y, to.cb, to.cr};  // in registers: the stores might alias `to`
  for (size_t i = 0; i < count; ++i) {
    run.cb[i] = pgroups[4 * i];
    run.y[2 * i] = pgroups[4 * i + 1];
    run.cr[i] = pgroups[4 * i + 2];
    run.y[2 * i + 1] = pgroups[4 * i + 3];
  }
}

void unpack_10_scalar(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  const PlanarRun run{to.y, to.cb, to.cr};
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* p = pgroups + 5 * i;
    const uint64_t bits =
        uint64_t{p[0]} << 32 | uint64_t{p[1]} << 24 | uint64_t{p[2]} << 16 | uint64_t{p[3]} << 8 | p[4];
    store_sample(run.cb + 2 * i, bits >> 30);
    store_sample(run.y + 4 * i, bits >> 20);
    store_sample(run.cr + 2 * i, bits >> 10);
    store_sample(run.y + 4 * i + 2, bits);
  }
}

}  // namespace cw::essence
