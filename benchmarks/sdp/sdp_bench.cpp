// What it costs to read and write a typical SDP (video on two legs, 0.9 kB), beside a memcpy of its text in the same run.
#include <cstring>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

namespace {

using namespace cw;

std::string section(const char* group, const char* source, const char* mid) {
  return std::string("m=video 50000 RTP/AVP 112\r\nc=IN IP4 ") + group + "/32\r\na=source-filter: incl IN IP4 " +
         group + " " + source +
         "\r\na=rtpmap:112 raw/90000\r\n"
         "a=fmtp:112 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=60000/1001; depth=10; TCS=SDR; "
         "colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n"
         "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127\r\na=mediaclk:direct=0\r\na=mid:" +
         mid + "\r\n";
}

std::string typical_sdp() {
  return "v=0\r\no=- 1543226715 3 IN IP4 192.168.100.2\r\ns=Camera 1\r\nt=0 0\r\na=group:DUP primary secondary\r\n" +
         section("239.100.9.10", "192.168.100.2", "primary") + section("239.101.9.10", "192.168.101.2", "secondary");
}

void copy_text(benchmark::State& state) {
  const std::string text = typical_sdp();
  std::vector<char> copy(text.size());
  for (auto _ : state) {
    std::memcpy(copy.data(), text.data(), text.size());
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

void read_sdp(benchmark::State& state) {
  const std::string text = typical_sdp();
  for (auto _ : state) {
    auto reading = sdp::read_st2110_with_warnings(text);
    if (!reading || !reading->warnings.empty()) state.SkipWithError("the SDP is not read as it should be");
    benchmark::DoNotOptimize(reading);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

/// The same with all that a careless sender gets wrong: the price of a warning.
void read_dialect(benchmark::State& state) {
  std::string text = typical_sdp();
  std::erase(text, '\r');
  for (size_t at = 0; (at = text.find("width=", at)) != std::string::npos; ++at) text[at] = 'W';
  for (auto _ : state) benchmark::DoNotOptimize(sdp::read_st2110_with_warnings(text));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

void write_sdp(benchmark::State& state) {
  const auto session = sdp::read_st2110(typical_sdp());
  for (auto _ : state) benchmark::DoNotOptimize(sdp::write_st2110(*session));
}

BENCHMARK(copy_text)->Name("Sdp/memcpy");
BENCHMARK(read_sdp)->Name("Sdp/read");
BENCHMARK(read_dialect)->Name("Sdp/read_with_warnings");
BENCHMARK(write_sdp)->Name("Sdp/write");

}  // namespace
