// One function per depth, direction and instruction set; only the choice in pgroup_kernels.cpp calls them by name.
#pragma once

#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"

namespace cw::essence {

void unpack_8_scalar(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void unpack_10_scalar(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void pack_8_scalar(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);
void pack_10_scalar(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);

#if defined(__x86_64__)
void unpack_8_avx2(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void unpack_10_avx2(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void pack_8_avx2(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);
void pack_10_avx2(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);

void unpack_8_avx512(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void unpack_10_avx512(const uint8_t* pgroups, size_t count, const PlanarRun& to);
void pack_8_avx512(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);
void pack_10_avx512(const ConstPlanarRun& from, size_t count, uint8_t* pgroups);
#endif

}  // namespace cw::essence
