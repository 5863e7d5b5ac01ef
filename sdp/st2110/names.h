// The words of ST 2110 SDPs and what they stand for; read and written from the same tables, each with the other spellings that senders
// are known to use.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sdp/grammar/words.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

template <typename E>
using NameList = std::span<const std::pair<std::string_view, E>>;

template <typename E>
struct Names {
  NameList<E> names;      ///< the standard's
  NameList<E> spellings;  ///< folded (see words.h); what folds to a name of the standard needs no entry
};

inline constexpr std::array<std::pair<std::string_view, Sampling>, 12> kSamplingList{
    {{"YCbCr-4:2:2", Sampling::kYCbCr422},
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
inline constexpr std::array<std::pair<std::string_view, Sampling>, 6> kSamplingSpellings{
    {{"yuv422", Sampling::kYCbCr422},
     {"yuv444", Sampling::kYCbCr444},
     {"yuv420", Sampling::kYCbCr420},
     {"422", Sampling::kYCbCr422},
     {"rgb444", Sampling::kRgb},
     {"alpha", Sampling::kKey}}};
inline constexpr Names<Sampling> kSamplingNames{kSamplingList, kSamplingSpellings};

inline constexpr std::array<std::pair<std::string_view, Colorimetry>, 9> kColorimetryList{
    {{"BT601", Colorimetry::kBt601},
     {"BT709", Colorimetry::kBt709},
     {"BT2020", Colorimetry::kBt2020},
     {"BT2100", Colorimetry::kBt2100},
     {"ST2065-1", Colorimetry::kSt2065Part1},
     {"ST2065-3", Colorimetry::kSt2065Part3},
     {"XYZ", Colorimetry::kXyz},
     {"ALPHA", Colorimetry::kAlpha},
     {"UNSPECIFIED", Colorimetry::kUnspecified}}};
inline constexpr std::array<std::pair<std::string_view, Colorimetry>, 10> kColorimetrySpellings{
    {{"bt6015", Colorimetry::kBt601},
     {"bt6017", Colorimetry::kBt601},
     {"rec601", Colorimetry::kBt601},
     {"bt7092", Colorimetry::kBt709},
     {"bt7096", Colorimetry::kBt709},
     {"rec709", Colorimetry::kBt709},
     {"itur709", Colorimetry::kBt709},
     {"bt20202", Colorimetry::kBt2020},
     {"rec2020", Colorimetry::kBt2020},
     {"rec2100", Colorimetry::kBt2100}}};
inline constexpr Names<Colorimetry> kColorimetryNames{kColorimetryList, kColorimetrySpellings};

inline constexpr std::array<std::pair<std::string_view, Transfer>, 11> kTransferList{
    {{"SDR", Transfer::kSdr},
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
inline constexpr std::array<std::pair<std::string_view, Transfer>, 5> kTransferSpellings{
    {{"st2084", Transfer::kPq},
     {"bt2100pq", Transfer::kPq},
     {"bt2100hlg", Transfer::kHlg},
     {"slog3", Transfer::kSt2115LogS3},
     {"bt709", Transfer::kSdr}}};
inline constexpr Names<Transfer> kTransferNames{kTransferList, kTransferSpellings};

inline constexpr std::array<std::pair<std::string_view, Range>, 3> kRangeList{
    {{"NARROW", Range::kNarrow}, {"FULLPROTECT", Range::kFullProtect}, {"FULL", Range::kFull}}};
inline constexpr std::array<std::pair<std::string_view, Range>, 2> kRangeSpellings{
    {{"limited", Range::kNarrow}, {"fullprotected", Range::kFullProtect}}};
inline constexpr Names<Range> kRangeNames{kRangeList, kRangeSpellings};

inline constexpr std::array<std::pair<std::string_view, Packing>, 2> kPackingList{
    {{"2110GPM", Packing::kGpm}, {"2110BPM", Packing::kBpm}}};
inline constexpr std::array<std::pair<std::string_view, Packing>, 2> kPackingSpellings{
    {{"gpm", Packing::kGpm}, {"bpm", Packing::kBpm}}};
inline constexpr Names<Packing> kPackingNames{kPackingList, kPackingSpellings};

inline constexpr std::array<std::pair<std::string_view, SenderType>, 3> kSenderTypeList{
    {{"2110TPN", SenderType::kNarrow}, {"2110TPNL", SenderType::kNarrowLinear}, {"2110TPW", SenderType::kWide}}};
inline constexpr std::array<std::pair<std::string_view, SenderType>, 6> kSenderTypeSpellings{
    {{"tpn", SenderType::kNarrow},
     {"tpnl", SenderType::kNarrowLinear},
     {"tpw", SenderType::kWide},
     {"narrow", SenderType::kNarrow},
     {"narrowlinear", SenderType::kNarrowLinear},
     {"wide", SenderType::kWide}}};
inline constexpr Names<SenderType> kSenderTypeNames{kSenderTypeList, kSenderTypeSpellings};

inline constexpr std::array<std::pair<std::string_view, TimestampMode>, 3> kTimestampModeList{
    {{"SAMP", TimestampMode::kSampling}, {"NEW", TimestampMode::kNew}, {"PRES", TimestampMode::kPreserved}}};
inline constexpr Names<TimestampMode> kTimestampModeNames{kTimestampModeList, {}};

inline constexpr std::array<std::pair<std::string_view, TransmissionModel>, 2> kTransmissionModelList{
    {{"CTM", TransmissionModel::kCompatible}, {"LLTM", TransmissionModel::kLowLatency}}};
inline constexpr Names<TransmissionModel> kTransmissionModelNames{kTransmissionModelList, {}};

template <typename E>
[[nodiscard]] std::optional<E> from_name(const Names<E>& names, std::string_view text) {
  for (const auto& [name, value] : names.names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

/// As from_name, however the word is capitalised and punctuated.
template <typename E>
[[nodiscard]] std::optional<E> from_spelling(const Names<E>& names, std::string_view text) {
  const std::string wanted = folded(text);
  for (const auto& [name, value] : names.names) {
    if (folded(name) == wanted) return value;
  }
  for (const auto& [spelling, value] : names.spellings) {
    if (spelling == wanted) return value;
  }
  return std::nullopt;
}

template <typename E>
[[nodiscard]] std::string_view to_name(const Names<E>& names, E wanted) {
  for (const auto& [name, value] : names.names) {
    if (value == wanted) return name;
  }
  return names.names[0].first;
}

/// "a, b or c", for messages.
template <typename E>
[[nodiscard]] std::string all_names(const Names<E>& names) {
  std::string text;
  for (size_t i = 0; i < names.names.size(); ++i) {
    if (i > 0) text += i + 1 == names.names.size() ? " or " : ", ";
    text += names.names[i].first;
  }
  return text;
}

}  // namespace cw::sdp
