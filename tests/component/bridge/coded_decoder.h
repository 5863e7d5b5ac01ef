// FFmpeg's decoders behind plain types, for tests that look at what the bridge has coded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/bus/coded_unit.h"

struct AVCodecContext;
struct AVFrame;
struct AVPacket;

namespace cw::test {

struct DecodedPicture {
  int64_t pts = 0;
  bool key = false;
  int width = 0;
  int height = 0;
  std::vector<uint8_t> luma{};  ///< width × height
  std::vector<uint8_t> cb{};    ///< a quarter of it
  std::vector<uint8_t> cr{};
  std::vector<uint8_t> captions{};  ///< A/53 triplets
};

struct DecodedAudio {
  int64_t pts = 0;  ///< of the first sample
  std::vector<std::vector<float>> channels{};
};

class CodedDecoder {
 public:
  explicit CodedDecoder(const bus::CodecParameters& parameters);
  ~CodedDecoder();

  /// Decodes all units, then what the decoder still holds.
  std::vector<DecodedPicture> pictures(const std::vector<bus::CodedUnitPtr>& units);
  /// One entry per unit, with the unit's pts.
  std::vector<DecodedAudio> audio(const std::vector<bus::CodedUnitPtr>& units);

 private:
  template <typename OnFrame>
  void decode(const std::vector<bus::CodedUnitPtr>& units, OnFrame&& on_frame);
  template <typename OnFrame>
  void receive(OnFrame&& on_frame);

  AVCodecContext* context_ = nullptr;
  AVFrame* frame_ = nullptr;
  AVPacket* packet_ = nullptr;
};

/// In dB; infinite when equal.
double psnr(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b);

}  // namespace cw::test
