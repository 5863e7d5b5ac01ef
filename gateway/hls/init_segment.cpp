#include "gateway/hls/init_segment.h"

#include <array>
#include <limits>
#include <string>

#include "gateway/hls/box_writer.h"
#include "gateway/hls/picture_parameters.h"

namespace cw::hls {
namespace {

constexpr uint32_t kOne16 = 0x00010000;  // 1.0 in 16.16 fixed point
constexpr uint8_t kEsDescriptor = 0x03;
constexpr uint8_t kDecoderConfigDescriptor = 0x04;
constexpr uint8_t kDecoderSpecificInfo = 0x05;
constexpr uint8_t kSlConfigDescriptor = 0x06;
constexpr size_t kMaxSpecificInfo = 64;  // an AudioSpecificConfig has 2 to 10 octets; lengths below stay in one octet

void write_ftyp(BoxWriter& out, bool video) {
  const auto box = out.open("ftyp");
  out.text("iso6");
  out.u32(0);
  out.text("iso6");
  out.text("cmfc");
  out.text(video ? "avc1" : "mp41");
}

void write_matrix(BoxWriter& out) {
  constexpr std::array<uint32_t, 9> kUnity{kOne16, 0, 0, 0, kOne16, 0, 0, 0, 0x40000000};
  for (const uint32_t value : kUnity) out.u32(value);
}

void write_mvhd(BoxWriter& out, uint32_t timescale) {
  const auto box = out.open_full("mvhd", 0, 0);
  out.zeros(8);  // creation and modification time: unknown, so that every gateway writes the same octets
  out.u32(timescale);
  out.u32(0);  // duration: in the fragments
  out.u32(kOne16);
  out.u16(0x0100);  // volume
  out.zeros(10);
  write_matrix(out);
  out.zeros(24);
  out.u32(kTrackId + 1);
}

void write_tkhd(BoxWriter& out, bool video, uint32_t width, uint32_t height) {
  const auto box = out.open_full("tkhd", 0, 0x000003);  // enabled, in movie
  out.zeros(8);
  out.u32(kTrackId);
  out.zeros(4);
  out.u32(0);  // duration
  out.zeros(8);
  out.u16(0);                   // layer
  out.u16(video ? 0 : 1);       // alternate group
  out.u16(video ? 0 : 0x0100);  // volume
  out.u16(0);
  write_matrix(out);
  out.u32(width << 16);
  out.u32(height << 16);
}

// ISO 639-2/T packed in three 5-bit letters (§8.4.2); BCP 47 tags of another length are "und".
uint16_t packed_language(const std::string& language) {
  const std::string code = language.size() == 3 ? language : "und";
  uint16_t packed = 0;
  for (const char letter : code) packed = static_cast<uint16_t>((packed << 5) | ((letter - 0x60) & 0x1F));
  return packed;
}

void write_media_headers(BoxWriter& out, const bus::CodecParameters& parameters, bool video) {
  {
    const auto box = out.open_full("mdhd", 0, 0);
    out.zeros(8);
    out.u32(timescale_of(parameters));
    out.u32(0);
    out.u16(packed_language(parameters.language));
    out.u16(0);
  }
  const auto box = out.open_full("hdlr", 0, 0);
  out.u32(0);
  out.text(video ? "vide" : "soun");
  out.zeros(12);
  out.text(video ? "video" : "audio");
  out.u8(0);
}

void write_data_reference(BoxWriter& out) {
  const auto dinf = out.open("dinf");
  const auto dref = out.open_full("dref", 0, 0);
  out.u32(1);
  const auto url = out.open_full("url ", 0, 0x000001);  // media is in this file
}

void write_colour(BoxWriter& out, const PictureParameters& picture) {
  if (picture.has_colour) {
    const auto colr = out.open("colr");
    out.text("nclx");
    out.u16(picture.colour_primaries);
    out.u16(picture.transfer_characteristics);
    out.u16(picture.matrix_coefficients);
    out.u8(picture.full_range ? 0x80 : 0);
  }
  const auto pasp = out.open("pasp");
  out.u32(picture.pixel_width);
  out.u32(picture.pixel_height);
}

void write_avc1(BoxWriter& out, const bus::CodecParameters& parameters, const PictureParameters& picture) {
  const auto avc1 = out.open("avc1");
  out.zeros(6);
  out.u16(1);  // data reference
  out.zeros(16);
  out.u16(static_cast<uint16_t>(picture.width));
  out.u16(static_cast<uint16_t>(picture.height));
  out.u32(0x00480000);  // 72 dpi
  out.u32(0x00480000);
  out.u32(0);
  out.u16(1);     // frames per sample
  out.zeros(32);  // compressor name
  out.u16(24);    // depth
  out.u16(0xFFFF);
  {
    const auto avcc = out.open("avcC");
    out.bytes(parameters.configuration);
  }
  write_colour(out, picture);
}

// ISO/IEC 14496-1 §7.2.6. All lengths are below 128, hence one octet each.
void write_esds(BoxWriter& out, const bus::CodecParameters& parameters) {
  const auto esds = out.open_full("esds", 0, 0);
  const auto specific = static_cast<uint8_t>(parameters.configuration.size());
  const auto decoder = static_cast<uint8_t>(13 + 2 + specific);
  out.u8(kEsDescriptor);
  out.u8(static_cast<uint8_t>(3 + 2 + decoder + 3));
  out.u16(0);  // ES_ID: 0 in files
  out.u8(0);
  out.u8(kDecoderConfigDescriptor);
  out.u8(decoder);
  out.u8(0x40);  // MPEG-4 audio
  out.u8(0x15);  // audio stream, reserved bit set
  out.u8(0);
  out.u16(0);  // buffer size: not stated
  out.u32(parameters.bandwidth_bps);
  out.u32(parameters.bandwidth_bps);
  out.u8(kDecoderSpecificInfo);
  out.u8(specific);
  out.bytes(parameters.configuration);
  out.u8(kSlConfigDescriptor);
  out.u8(1);
  out.u8(2);  // as in MP4 files
}

void write_mp4a(BoxWriter& out, const bus::CodecParameters& parameters) {
  const auto mp4a = out.open("mp4a");
  out.zeros(6);
  out.u16(1);  // data reference
  out.zeros(8);
  out.u16(parameters.channels);
  out.u16(16);  // sample size: fixed by the format
  out.u32(0);
  // 16.16 holds rates below 65,536 Hz; readers of AAC take the rate from the AudioSpecificConfig.
  out.u32(parameters.sample_rate_hz < 0x10000 ? parameters.sample_rate_hz << 16 : 0);
  write_esds(out, parameters);
}

void write_sample_table(BoxWriter& out, const bus::CodecParameters& parameters, const PictureParameters* picture) {
  const auto stbl = out.open("stbl");
  {
    const auto stsd = out.open_full("stsd", 0, 0);
    out.u32(1);
    if (picture != nullptr) {
      write_avc1(out, parameters, *picture);
    } else {
      write_mp4a(out, parameters);
    }
  }
  for (const std::string_view empty : {"stts", "stsc", "stco"}) {
    const auto box = out.open_full(empty, 0, 0);
    out.u32(0);
  }
  const auto stsz = out.open_full("stsz", 0, 0);
  out.u32(0);
  out.u32(0);
}

void write_media(BoxWriter& out, const bus::CodecParameters& parameters, const PictureParameters* picture) {
  const auto mdia = out.open("mdia");
  write_media_headers(out, parameters, picture != nullptr);
  const auto minf = out.open("minf");
  if (picture != nullptr) {
    const auto vmhd = out.open_full("vmhd", 0, 1);
    out.zeros(8);
  } else {
    const auto smhd = out.open_full("smhd", 0, 0);
    out.u32(0);
  }
  write_data_reference(out);
  write_sample_table(out, parameters, picture);
}

void write_mvex(BoxWriter& out) {
  const auto mvex = out.open("mvex");
  const auto trex = out.open_full("trex", 0, 0);
  out.u32(kTrackId);
  out.u32(1);  // sample description
  out.zeros(12);
}

std::vector<uint8_t> write_init(const bus::CodecParameters& parameters, const PictureParameters* picture) {
  BoxWriter out;
  write_ftyp(out, picture != nullptr);
  {
    const auto moov = out.open("moov");
    write_mvhd(out, timescale_of(parameters));
    {
      const auto trak = out.open("trak");
      // Display size: the pixel shape applied to the width (§8.3.2).
      const uint32_t width =
          picture == nullptr
              ? 0
              : static_cast<uint32_t>(uint64_t{picture->width} * picture->pixel_width / picture->pixel_height);
      write_tkhd(out, picture != nullptr, width, picture == nullptr ? 0 : picture->height);
      write_media(out, parameters, picture);
    }
    write_mvex(out);
  }
  return out.take();
}

Expected<std::vector<uint8_t>> build_video(const bus::CodecParameters& parameters) {
  const Bytes sps = first_parameter_set(parameters.configuration);
  const auto picture = parse_picture_parameters(sps);
  if (!picture) {
    return input_error(
        "the H.264 configuration has no readable sequence parameter set: the encoder must give an avcC record");
  }
  return write_init(parameters, &*picture);
}

Expected<std::vector<uint8_t>> build_audio(const bus::CodecParameters& parameters) {
  const size_t size = parameters.configuration.size();
  if (size < 2 || size > kMaxSpecificInfo) {
    return input_error("the AAC configuration has " + std::to_string(size) +
                       " octets: the encoder must give an AudioSpecificConfig of 2 to 64");
  }
  return write_init(parameters, nullptr);
}

}  // namespace

Expected<std::vector<uint8_t>> build_init_segment(const bus::CodecParameters& parameters) {
  if (parameters.time_base.num() > std::numeric_limits<uint32_t>::max() ||
      parameters.time_base.den() > std::numeric_limits<uint32_t>::max()) {
    return input_error("the rate " + std::to_string(parameters.time_base.num()) + "/" +
                       std::to_string(parameters.time_base.den()) + " does not fit an MP4 timescale of 32 bits");
  }
  return parameters.kind == bus::CodecKind::kH264 ? build_video(parameters) : build_audio(parameters);
}

}  // namespace cw::hls
