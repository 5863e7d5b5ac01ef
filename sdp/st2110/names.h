// The words of ST 2110 SDPs and what they stand for; read and written from the same tables. Private to sdp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sdp/st2110/media.h"

namespace cw::sdp {

template <typename E, size_t N>
using Names = std::array<std::pair<std::string_view, E>, N>;

inline constexpr Names<Sampling, 12> kSamplingNames{{{"YCbCr-4:2:2", Sampling::kYCbCr422},
                                                     {"YCbCr-4:4:4", Sampling::kYCbCr444},
                                                     {"YCbCr-4:2:0", Sampling::kYCbCr420},
                                                     {"CLYCbCr-4:2:2", Sampling::kClYCbCr422},
                                                     {"CLYCbCr-4:4:4", Sampling::kClYCbCr444},
                                                     {"CLYCbCr-4:2:0", Sampling::kClYCbCr420},
                                                     {"ICtCp-4:2:2", Sampling::kICtCp422},
                                                     {"ICtCp-4:4:4", Sampling::kICtCp444},
                                                     {"ICtCp-4:2:0", Sampling::kICtCp420},
                                                     {"RGB", Sampling::kRgb},
                                                     {"XYZ", Sampling::kXyz},
                                                     {"KEY", Sampling::kKey}}};
inline constexpr Names<Colorimetry, 9> kColorimetryNames{{{"BT601", Colorimetry::kBt601},
                                                          {"BT709", Colorimetry::kBt709},
                                                          {"BT2020", Colorimetry::kBt2020},
                                                          {"BT2100", Colorimetry::kBt2100},
                                                          {"ST2065-1", Colorimetry::kSt2065Part1},
                                                          {"ST2065-3", Colorimetry::kSt2065Part3},
                                                          {"XYZ", Colorimetry::kXyz},
                                                          {"ALPHA", Colorimetry::kAlpha},
                                                          {"UNSPECIFIED", Colorimetry::kUnspecified}}};
inline constexpr Names<Transfer, 11> kTransferNames{{{"SDR", Transfer::kSdr},
                                                     {"PQ", Transfer::kPq},
                                                     {"HLG", Transfer::kHlg},
                                                     {"LINEAR", Transfer::kLinear},
                                                     {"BT2100LINPQ", Transfer::kBt2100LinPq},
                                                     {"BT2100LINHLG", Transfer::kBt2100LinHlg},
                                                     {"ST2065-1", Transfer::kSt2065Part1},
                                                     {"ST428-1", Transfer::kSt428Part1},
                                                     {"DENSITY", Transfer::kDensity},
                                                     {"ST2115LOGS3", Transfer::kSt2115LogS3},
                                                     {"UNSPECIFIED", Transfer::kUnspecified}}};
inline constexpr Names<Range, 3> kRangeNames{
    {{"NARROW", Range::kNarrow}, {"FULLPROTECT", Range::kFullProtect}, {"FULL", Range::kFull}}};
inline constexpr Names<Packing, 2> kPackingNames{{{"2110GPM", Packing::kGpm}, {"2110BPM", Packing::kBpm}}};
inline constexpr Names<SenderType, 3> kSenderTypeNames{
    {{"2110TPN", SenderType::kNarrow}, {"2110TPNL", SenderType::kNarrowLinear}, {"2110TPW", SenderType::kWide}}};

template <typename E, size_t N>
[[nodiscard]] std::optional<E> from_name(const Names<E, N>& names, std::string_view text) {
  for (const auto& [name, value] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

template <typename E, size_t N>
[[nodiscard]] std::string_view to_name(const Names<E, N>& names, E wanted) {
  for (const auto& [name, value] : names) {
    if (value == wanted) return name;
  }
  return names[0].first;
}

/// "a, b or c", for error messages.
template <typename E, size_t N>
[[nodiscard]] std::string all_names(const Names<E, N>& names) {
  std::string text;
  for (size_t i = 0; i < N; ++i) {
    if (i > 0) text += i + 1 == N ? " or " : ", ";
    text += names[i].first;
  }
  return text;
}

}  // namespace cw::sdp
