#include "gateway/hls/picture_parameters.h"

#include <array>
#include <vector>

namespace cw::hls {
namespace {

constexpr uint8_t kNalTypeSps = 7;
constexpr uint8_t kSarExtended = 255;
constexpr uint32_t kMaxMacroblocksAcross = 1024;  // 16,384 samples: above every level of Annex A
constexpr uint32_t kMaxReferenceCycle = 255;      // num_ref_frames_in_pic_order_cnt_cycle, §7.4.2.1.1

// Bits of an RBSP, most significant first. Reads past the end yield zero and clear ok().
class BitReader {
 public:
  explicit BitReader(Bytes data) : data_(data) {}
  [[nodiscard]] bool ok() const { return ok_; }

  uint32_t bit() {
    if (position_ >= data_.size() * 8) {
      ok_ = false;
      return 0;
    }
    const uint32_t value = (uint32_t{data_[position_ / 8]} >> (7 - position_ % 8)) & 1U;
    ++position_;
    return value;
  }
  uint32_t bits(int count) {
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = (value << 1) | bit();
    return value;
  }
  // ue(v), §9.1.
  uint32_t golomb() {
    int zeros = 0;
    while (ok_ && bit() == 0) ++zeros;
    if (zeros > 31) ok_ = false;
    if (!ok_) return 0;
    return static_cast<uint32_t>((uint64_t{1} << zeros) - 1 + bits(zeros));
  }
  int32_t signed_golomb() {
    const uint32_t code = golomb();
    const auto half = static_cast<int32_t>((code + 1) / 2);
    return code % 2 == 1 ? half : -half;
  }

 private:
  Bytes data_;
  size_t position_ = 0;
  bool ok_ = true;
};

// Removes emulation_prevention_three_byte, §7.4.1.
std::vector<uint8_t> to_rbsp(Bytes nal_payload) {
  std::vector<uint8_t> rbsp;
  rbsp.reserve(nal_payload.size());
  int zeros = 0;
  for (const uint8_t octet : nal_payload) {
    if (zeros >= 2 && octet == 3) {
      zeros = 0;
      continue;
    }
    zeros = octet == 0 ? zeros + 1 : 0;
    rbsp.push_back(octet);
  }
  return rbsp;
}

void skip_scaling_list(BitReader& in, int size) {
  int32_t last = 8;
  int32_t next = 8;
  for (int i = 0; i < size && in.ok(); ++i) {
    if (next != 0) next = (last + in.signed_golomb() % 256 + 256) % 256;
    if (next != 0) last = next;
  }
}

bool has_chroma_fields(uint32_t profile) {
  constexpr std::array<uint32_t, 13> kProfiles{100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  for (const uint32_t candidate : kProfiles) {
    if (candidate == profile) return true;
  }
  return false;
}

// Returns chroma_format_idc.
uint32_t read_chroma_fields(BitReader& in) {
  const uint32_t chroma = in.golomb();
  if (chroma == 3) in.bit();  // separate_colour_plane_flag
  in.golomb();                // bit_depth_luma_minus8
  in.golomb();                // bit_depth_chroma_minus8
  in.bit();                   // qpprime_y_zero_transform_bypass_flag
  if (in.bit() == 1) {
    const int lists = chroma == 3 ? 12 : 8;
    for (int i = 0; i < lists && in.ok(); ++i) {
      if (in.bit() == 1) skip_scaling_list(in, i < 6 ? 16 : 64);
    }
  }
  return chroma;
}

bool skip_picture_order(BitReader& in) {
  const uint32_t type = in.golomb();
  if (type == 0) in.golomb();  // log2_max_pic_order_cnt_lsb_minus4
  if (type == 1) {
    in.bit();
    in.signed_golomb();
    in.signed_golomb();
    const uint32_t cycle = in.golomb();
    if (cycle > kMaxReferenceCycle) return false;
    for (uint32_t i = 0; i < cycle && in.ok(); ++i) in.signed_golomb();
  }
  return type <= 2;
}

// Table E-1.
void set_pixel_shape(BitReader& in, uint32_t indicator, PictureParameters& out) {
  struct Shape {
    uint16_t width, height;
  };
  constexpr std::array<Shape, 17> kShapes{{{1, 1},
                                           {1, 1},
                                           {12, 11},
                                           {10, 11},
                                           {16, 11},
                                           {40, 33},
                                           {24, 11},
                                           {20, 11},
                                           {32, 11},
                                           {80, 33},
                                           {18, 11},
                                           {15, 11},
                                           {64, 33},
                                           {160, 99},
                                           {4, 3},
                                           {3, 2},
                                           {2, 1}}};
  if (indicator == kSarExtended) {
    const auto width = static_cast<uint16_t>(in.bits(16));
    const auto height = static_cast<uint16_t>(in.bits(16));
    if (width != 0 && height != 0) {
      out.pixel_width = width;
      out.pixel_height = height;
    }
  } else if (indicator < kShapes.size()) {
    out.pixel_width = kShapes[indicator].width;
    out.pixel_height = kShapes[indicator].height;
  }
}

void read_vui(BitReader& in, PictureParameters& out) {
  if (in.bit() == 1) set_pixel_shape(in, in.bits(8), out);
  if (in.bit() == 1) in.bit();  // overscan
  if (in.bit() == 0) return;    // video_signal_type_present_flag
  in.bits(3);                   // video_format
  out.full_range = in.bit() == 1;
  if (in.bit() == 0) return;  // colour_description_present_flag
  out.has_colour = true;
  out.colour_primaries = static_cast<uint8_t>(in.bits(8));
  out.transfer_characteristics = static_cast<uint8_t>(in.bits(8));
  out.matrix_coefficients = static_cast<uint8_t>(in.bits(8));
}

struct Crop {
  uint32_t across = 0;
  uint32_t down = 0;
};

Crop read_crop(BitReader& in, uint32_t chroma, bool frames_only) {
  if (in.bit() == 0) return {};
  const uint64_t left_right = uint64_t{in.golomb()} + in.golomb();
  const uint64_t top_bottom = uint64_t{in.golomb()} + in.golomb();
  const uint64_t unit_across = chroma == 1 || chroma == 2 ? 2 : 1;
  const uint64_t unit_down = (chroma == 1 ? 2U : 1U) * (frames_only ? 1U : 2U);
  constexpr uint64_t kMax = UINT16_MAX;
  return {static_cast<uint32_t>(std::min(left_right * unit_across, kMax)),
          static_cast<uint32_t>(std::min(top_bottom * unit_down, kMax))};
}

bool read_size(BitReader& in, uint32_t chroma, PictureParameters& out) {
  in.golomb();  // max_num_ref_frames
  in.bit();     // gaps_in_frame_num_value_allowed_flag
  const uint32_t across = in.golomb();
  const uint32_t down = in.golomb();
  if (!in.ok() || across >= kMaxMacroblocksAcross || down >= kMaxMacroblocksAcross) return false;
  const bool frames_only = in.bit() == 1;
  if (!frames_only) in.bit();  // mb_adaptive_frame_field_flag
  in.bit();                    // direct_8x8_inference_flag
  out.width = (across + 1) * 16;
  out.height = (down + 1) * 16 * (frames_only ? 1U : 2U);
  const Crop crop = read_crop(in, chroma, frames_only);
  if (crop.across >= out.width || crop.down >= out.height) return false;
  out.width -= crop.across;
  out.height -= crop.down;
  return true;
}

}  // namespace

Bytes first_parameter_set(Bytes avc_configuration) {
  ByteReader in(avc_configuration);
  in.skip(5);  // version, profile, compatibility, level, length size
  const int count = in.u8() & 0x1F;
  const uint16_t length = in.u16();
  const Bytes sps = in.bytes(length);
  return in.ok() && count > 0 ? sps : Bytes{};
}

std::optional<PictureParameters> parse_picture_parameters(Bytes sps_nal_unit) {
  if (sps_nal_unit.size() < 4 || (sps_nal_unit[0] & 0x1F) != kNalTypeSps) return std::nullopt;
  const std::vector<uint8_t> rbsp = to_rbsp(sps_nal_unit.subspan(1));
  BitReader in(rbsp);
  const uint32_t profile = in.bits(8);
  in.bits(16);  // constraint flags, level
  in.golomb();  // seq_parameter_set_id
  const uint32_t chroma = has_chroma_fields(profile) ? read_chroma_fields(in) : 1;
  in.golomb();  // log2_max_frame_num_minus4
  PictureParameters out;
  if (chroma > 3 || !skip_picture_order(in) || !read_size(in, chroma, out)) return std::nullopt;
  if (in.bit() == 1) read_vui(in, out);
  return in.ok() ? std::optional(out) : std::nullopt;
}

std::string avc_codec_string(Bytes avc_configuration) {
  if (avc_configuration.size() < 4) return {};
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "avc1.";
  for (size_t i = 1; i < 4; ++i) {
    text += kHex[avc_configuration[i] >> 4];
    text += kHex[avc_configuration[i] & 0x0F];
  }
  return text;
}

}  // namespace cw::hls
