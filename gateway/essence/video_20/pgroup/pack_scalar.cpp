// Reference for every other instruction set, and what runs on CPUs without them.
#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

namespace cw::essence {
namespace {

uint64_t load_sample(const uint8_t* from) { return (uint64_t{from[1]} << 8 | from[0]) & 0x3FF; }

}  // namespace

void pack_8_scalar(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  for (size_t i = 0; i < count; ++i) {
    pgroups[4 * i] = run.cb[i];
    pgroups[4 * i + 1] = run.y[2 * i];
    pgroups[4 * i + 2] = run.cr[i];
    pgroups[4 * i + 3] = run.y[2 * i + 1];
  }
}

void pack_10_scalar(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  for (size_t i = 0; i < count; ++i) {
    const uint64_t bits = load_sample(run.cb + 2 * i) << 30 | load_sample(run.y + 4 * i) << 20 |
                          load_sample(run.cr + 2 * i) << 10 | load_sample(run.y + 4 * i + 2);
    uint8_t* p = pgroups + 5 * i;
    p[0] = static_cast<uint8_t>(bits >> 32);
    p[1] = static_cast<uint8_t>(bits >> 24);
    p[2] = static_cast<uint8_t>(bits >> 16);
    p[3] = static_cast<uint8_t>(bits >> 8);
    p[4] = static_cast<uint8_t>(bits);
  }
}

}  // namespace cw::essence
