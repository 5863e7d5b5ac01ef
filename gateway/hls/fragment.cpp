#include "gateway/hls/fragment.h"

#include <algorithm>

#include "gateway/hls/init_segment.h"

namespace cw::hls {
namespace {

constexpr uint32_t kDefaultBaseIsMoof = 0x020000;
constexpr uint32_t kTrunDataOffset = 0x000001;
constexpr uint32_t kTrunDuration = 0x000100;
constexpr uint32_t kTrunSize = 0x000200;
constexpr uint32_t kTrunFlags = 0x000400;
constexpr uint32_t kTrunComposition = 0x000800;
// §8.8.3.1: sample_depends_on in bits 24 and 25, sample_is_non_sync_sample in bit 16.
constexpr uint32_t kSyncSample = 0x02000000;
constexpr uint32_t kOtherSample = 0x01010000;

void write_track_header(BoxWriter& out) {
  const auto tfhd = out.open_full("tfhd", 0, kDefaultBaseIsMoof);
  out.u32(kTrackId);
}

void write_decode_time(BoxWriter& out, int64_t ticks) {
  const auto tfdt = out.open_full("tfdt", 1, 0);
  out.u64(static_cast<uint64_t>(ticks));
}

// Returns where the data offset is to be filled in.
size_t write_run(BoxWriter& out, std::span<const bus::CodedUnitPtr> units, const FragmentTiming& timing) {
  const bool reordered = std::ranges::any_of(units, [](const auto& unit) { return unit->pts != unit->dts; });
  const uint32_t flags = kTrunDataOffset | kTrunDuration | kTrunSize | kTrunFlags | (reordered ? kTrunComposition : 0U);
  const auto trun = out.open_full("trun", 1, flags);
  out.u32(static_cast<uint32_t>(units.size()));
  const size_t offset_position = out.size();
  out.u32(0);
  for (size_t i = 0; i < units.size(); ++i) {
    const int64_t end = i + 1 < units.size() ? units[i + 1]->dts : timing.end_event;
    out.u32(static_cast<uint32_t>((end - units[i]->dts) * timing.ticks_per_event));
    out.u32(static_cast<uint32_t>(units[i]->data.size()));
    out.u32(units[i]->key ? kSyncSample : kOtherSample);
    if (reordered) out.u32(static_cast<uint32_t>((units[i]->pts - units[i]->dts) * timing.ticks_per_event));
  }
  return offset_position;
}

}  // namespace

void write_segment_type(BoxWriter& out) {
  const auto styp = out.open("styp");
  out.text("msdh");
  out.u32(0);
  out.text("msdh");
  out.text("msix");
  out.text("cmfs");
}

void write_fragment(BoxWriter& out, std::span<const bus::CodedUnitPtr> units, const FragmentTiming& timing) {
  const size_t start = out.size();
  size_t offset_position = 0;
  {
    const auto moof = out.open("moof");
    {
      const auto mfhd = out.open_full("mfhd", 0, 0);
      out.u32(timing.sequence);
    }
    const auto traf = out.open("traf");
    write_track_header(out);
    write_decode_time(out, units.front()->dts * timing.ticks_per_event);
    offset_position = write_run(out, units, timing);
  }
  constexpr size_t kBoxHeader = 8;
  out.patch_u32(offset_position, static_cast<uint32_t>(out.size() - start + kBoxHeader));
  const auto mdat = out.open("mdat");
  for (const auto& unit : units) out.bytes(unit->data);
}

}  // namespace cw::hls
