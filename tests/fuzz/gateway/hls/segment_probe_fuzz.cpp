// Segment files that an earlier run, or somebody else, left in the output folder.
#include "gateway/hls/segment_probe.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto summary = cw::hls::probe_segment({data, size});
  if (summary && (summary->samples == 0 || summary->start_ticks < 0 || summary->duration_ticks < 0)) __builtin_trap();
  return 0;
}
