#include "tests/component/coded_clip.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <sstream>

#include "gateway/core/byte_reader.h"
#include "gateway/hls/picture_parameters.h"
#include "tests/support/child_process.h"

namespace cw::test {
namespace {

constexpr uint8_t kNalIdr = 5;
constexpr uint8_t kNalSps = 7;
constexpr uint8_t kNalPps = 8;
constexpr uint8_t kNalDelimiter = 9;

// A test without its material is worth nothing; the message goes where the test's output goes.
[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "coded clip: " << why << "\n";
  std::exit(EXIT_FAILURE);
}

// `options` are separated by single spaces.
std::vector<uint8_t> run_ffmpeg(const std::string& options, const std::filesystem::path& file) {
  std::vector<std::string> command{"ffmpeg", "-v", "error", "-y"};
  std::istringstream words(options);
  for (std::string word; words >> word;) command.push_back(word);
  command.push_back(file.string());
  if (ChildProcess(command).wait(std::chrono::minutes(2)) != 0) give_up("ffmpeg failed to write " + file.string());
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<uint8_t> run_x264(const ClipRequest& request, const std::filesystem::path& folder) {
  const std::string size = std::to_string(request.width) + "x" + std::to_string(request.height);
  const std::string rate = std::to_string(request.rate.num()) + "/" + std::to_string(request.rate.den());
  const std::string gop = std::to_string(request.gop_frames);
  const std::string kbps = std::to_string(request.bitrate_kbps) + "k";
  std::string options = "-f lavfi -i testsrc2=size=" + size + ":rate=" + rate;
  options += " -frames:v " + std::to_string(request.frames) + " -pix_fmt yuv420p -c:v libx264 -preset superfast -bf 0";
  options += " -b:v " + kbps + " -maxrate " + kbps + " -bufsize " + kbps;
  options += " -g " + gop + " -keyint_min " + gop + " -sc_threshold 0 -x264-params aud=1";
  options += " -color_primaries bt709 -color_trc bt709 -colorspace bt709 -f h264";
  return run_ffmpeg(options, folder / ("clip" + size + ".h264"));
}

// Annex B of H.264: NAL units without their start codes.
std::vector<Bytes> split_nal_units(Bytes stream) {
  std::vector<Bytes> units;
  size_t start = 0;
  for (size_t i = 0; i + 3 <= stream.size(); ++i) {
    if (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1) continue;
    const size_t end = i > 0 && stream[i - 1] == 0 ? i - 1 : i;
    if (start != 0) units.push_back(stream.subspan(start, end - start));
    start = i + 3;
  }
  if (start != 0) units.push_back(stream.subspan(start));
  return units;
}

void append_length_prefixed(std::vector<uint8_t>& out, Bytes nal) {
  out.resize(out.size() + 4);
  store_be32(&out[out.size() - 4], static_cast<uint32_t>(nal.size()));
  out.insert(out.end(), nal.begin(), nal.end());
}

std::vector<uint8_t> avc_configuration(Bytes sps, Bytes pps) {
  const bool high = sps[1] >= 100;
  std::vector<uint8_t> record(8 + sps.size() + 3 + pps.size() + (high ? 4 : 0));
  const std::array<uint8_t, 6> head{1, sps[1], sps[2], sps[3], 0xFF, 0xE1};
  auto out = std::ranges::copy(head, record.begin()).out;
  store_be16(&*out, static_cast<uint16_t>(sps.size()));
  out = std::ranges::copy(sps, out + 2).out;
  *out++ = 1;
  store_be16(&*out, static_cast<uint16_t>(pps.size()));
  out = std::ranges::copy(pps, out + 2).out;
  constexpr std::array<uint8_t, 4> kExtension{0xFD, 0xF8, 0xF8, 0};  // 4:2:0, 8 bits, no extension
  if (high) std::ranges::copy(kExtension, out);
  return record;
}

uint8_t with_odd_parity(uint8_t value) {
  return std::popcount(value) % 2 == 0 ? static_cast<uint8_t>(value | 0x80) : value;
}

// A/53 part 4 §6.2.3.1 in an SEI message (ITU-T T.35).
std::vector<uint8_t> caption_sei(uint8_t first, uint8_t second) {
  return {0x06, 0x04, 14, 0xB5, 0x00, 0x31, 'G', 'A', '9', '4', 0x03, 0x41, 0xFF, 0xFC, first, second, 0xFF, 0x80};
}

}  // namespace

VideoClip VideoClip::encode(const ClipRequest& request, const std::filesystem::path& folder) {
  const std::vector<uint8_t> stream = run_x264(request, folder);
  VideoClip clip;
  Bytes sps;
  Bytes pps;
  for (const Bytes nal : split_nal_units(stream)) {
    const uint8_t type = nal[0] & 0x1F;
    if (type == kNalDelimiter) clip.units_.emplace_back();
    if (type == kNalSps) sps = nal;
    if (type == kNalPps) pps = nal;
    if (type == kNalDelimiter || type == kNalSps || type == kNalPps || clip.units_.empty()) continue;
    clip.units_.back().key |= type == kNalIdr;
    append_length_prefixed(clip.units_.back().data, nal);
  }
  if (static_cast<int64_t>(clip.units_.size()) != request.frames || sps.empty())
    give_up("unexpected H.264 from ffmpeg");
  clip.parameters_ = {.kind = bus::CodecKind::kH264,
                      .codec_string = {},
                      .configuration = avc_configuration(sps, pps),
                      .time_base = request.rate,
                      .width = request.width,
                      .height = request.height,
                      .bandwidth_bps = request.bitrate_kbps * 1000};
  clip.parameters_.codec_string = hls::avc_codec_string(clip.parameters_.configuration);
  return clip;
}

bus::CodedUnitPtr VideoClip::unit(int64_t index) const {
  auto unit =
      std::make_shared<bus::CodedUnit>(units_[static_cast<size_t>(index % static_cast<int64_t>(units_.size()))]);
  unit->pts = unit->dts = index;
  return unit;
}

bus::CodedUnitPtr VideoClip::captioned_unit(int64_t index, uint8_t first, uint8_t second) const {
  auto unit = std::make_shared<bus::CodedUnit>(*this->unit(index));
  std::vector<uint8_t> data;
  append_length_prefixed(data, caption_sei(first, second));
  data.insert(data.end(), unit->data.begin(), unit->data.end());
  unit->data = std::move(data);
  return unit;
}

AudioClip AudioClip::encode(const std::filesystem::path& folder) {
  const std::vector<uint8_t> stream =
      run_ffmpeg("-f lavfi -i sine=frequency=1000:sample_rate=48000:duration=2.5 -ac 2 -c:a aac -b:a 128k -f adts",
                 folder / "clip.aac");
  AudioClip clip;
  constexpr size_t kHeader = 7;  // ADTS without CRC, ISO/IEC 13818-7 §6.2
  for (size_t at = 0; at + kHeader <= stream.size();) {
    const size_t length =
        (size_t{stream[at + 3]} & 3) << 11 | size_t{stream[at + 4]} << 3 | size_t{stream[at + 5]} >> 5;
    if (stream[at] != 0xFF || length <= kHeader || at + length > stream.size()) give_up("unexpected AAC from ffmpeg");
    clip.frames_.emplace_back(&stream[at + kHeader], &stream[at] + length);
    at += length;
  }
  clip.frames_.erase(clip.frames_.begin(), clip.frames_.begin() + 10);  // the encoder's start-up
  clip.parameters_ = {.kind = bus::CodecKind::kAac,
                      .codec_string = "mp4a.40.2",
                      .configuration = {0x11, 0x90},
                      .time_base = Rate::hz(48'000),
                      .bandwidth_bps = 128'000,
                      .channels = 2,
                      .sample_rate_hz = 48'000};
  return clip;
}

bus::CodedUnitPtr AudioClip::unit(int64_t frame) const {
  auto unit = std::make_shared<bus::CodedUnit>();
  unit->pts = unit->dts = frame * 1024;
  unit->duration = 1024;
  unit->key = true;
  unit->data = frames_[static_cast<size_t>(frame % static_cast<int64_t>(frames_.size()))];
  return unit;
}

std::vector<std::pair<uint8_t, uint8_t>> caption_pairs(const std::string& text) {
  std::vector<std::pair<uint8_t, uint8_t>> pairs;
  const auto add = [&pairs](uint8_t first, uint8_t second) {
    pairs.emplace_back(with_odd_parity(first), with_odd_parity(second));
  };
  const auto control = [&add](uint8_t second) {  // control codes are sent twice
    add(0x14, second);
    add(0x14, second);
  };
  control(0x20);  // RCL: resume caption loading
  control(0x2E);  // ENM: erase non-displayed memory
  control(0x70);  // PAC: row 15, column 0
  for (size_t i = 0; i < text.size(); i += 2) {
    add(static_cast<uint8_t>(text[i]), i + 1 < text.size() ? static_cast<uint8_t>(text[i + 1]) : uint8_t{0});
  }
  control(0x2F);  // EOC: show
  return pairs;
}

}  // namespace cw::test
