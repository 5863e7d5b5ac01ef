// An independent look at a transport stream (ISO/IEC 13818-1): clocks, tables, continuity and time stamps, for tests.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace cw::test {

struct TsPcr {
  size_t octet = 0;   ///< position of the last octet of the base
  int64_t clock = 0;  ///< 27 MHz
};

struct TsPes {
  int64_t pts = 0;
  int64_t dts = 0;
  size_t octet = 0;
};

struct TsContents {
  std::vector<TsPcr> pcrs;
  std::vector<size_t> pats;  ///< positions
  std::map<uint16_t, std::vector<TsPes>> pes;
  std::map<uint16_t, uint64_t> packets;  ///< by PID
  uint64_t bad_sync = 0;
  uint64_t continuity_errors = 0;
};

class TsReader {
 public:
  static TsContents read(std::span<const uint8_t> stream) {
    TsReader reader;
    for (size_t at = 0; at + 188 <= stream.size(); at += 188) reader.packet(stream.subspan(at, 188), at);
    return reader.out_;
  }

 private:
  static int64_t stamp(const uint8_t* p) {
    return (int64_t{(p[0] >> 1) & 7} << 30) | (int64_t{p[1]} << 22) | (int64_t{p[2] >> 1} << 15) | (p[3] << 7) |
           (p[4] >> 1);
  }

  void packet(std::span<const uint8_t> p, size_t at) {
    if (p[0] != 0x47) {
      ++out_.bad_sync;
      return;
    }
    const auto pid = static_cast<uint16_t>((p[1] & 0x1F) << 8 | p[2]);
    ++out_.packets[pid];
    if (pid == 0x1FFF) return;
    if (pid == 0) out_.pats.push_back(at);
    const bool has_payload = (p[3] & 0x10) != 0;
    const bool has_adaptation = (p[3] & 0x20) != 0;
    if (has_adaptation && p[4] >= 7 && (p[5] & 0x10) != 0) clock(p, at);
    if (!has_payload) return;
    continuity(pid, p[3] & 0x0F);
    const size_t start = 4 + (has_adaptation ? 1U + p[4] : 0U);
    if ((p[1] & 0x40) != 0 && start + 19 <= 188 && p[start] == 0 && p[start + 1] == 0 && p[start + 2] == 1) {
      pes(pid, p.subspan(start), at);
    }
  }

  void clock(std::span<const uint8_t> p, size_t at) {
    const int64_t base =
        (int64_t{p[6]} << 25) | (int64_t{p[7]} << 17) | (int64_t{p[8]} << 9) | (int64_t{p[9]} << 1) | (p[10] >> 7);
    out_.pcrs.push_back({at + 11, base * 300 + (((p[10] & 1) << 8) | p[11])});
  }

  void continuity(uint16_t pid, int counter) {
    const auto last = counters_.find(pid);
    if (last != counters_.end() && ((last->second + 1) & 0x0F) != counter) ++out_.continuity_errors;
    counters_[pid] = counter;
  }

  void pes(uint16_t pid, std::span<const uint8_t> p, size_t at) {
    if ((p[7] & 0x80) == 0) return;
    const int64_t pts = stamp(&p[9]);
    out_.pes[pid].push_back({pts, (p[7] & 0x40) != 0 ? stamp(&p[14]) : pts, at});
  }

  TsContents out_;
  std::map<uint16_t, int> counters_;
};

}  // namespace cw::test
