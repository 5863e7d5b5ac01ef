#include "gateway/bridge/ts/ts_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/mem.h>
}

namespace cw::bridge {
namespace {

constexpr size_t kChunkBytes = 7 * kTsPacketBytes;
constexpr size_t kPcrOffset = 11;  // the octet to which a PCR refers: the last one of its base
constexpr int64_t kPcrHz = 27'000'000;
constexpr int64_t kMicrosecond = 1000;
constexpr size_t kIso639Letters = 3;

/// The muxer adds its buffer time twice to every time stamp and starts its clock at once the buffer time.
constexpr int64_t kMuxerLead = 2;

Rate tick_rate() { return kVideoClock; }

int64_t buffer_ticks(const TsMuxerConfig& config) {
  return tick_rate().index_at(TaiTime::from_ns(config.buffer.count()));
}

}  // namespace

Expected<std::unique_ptr<TsSession>> TsSession::create(const TsSessionSetup& setup, int64_t first_dts,
                                                       bus::Output<bus::MuxedChunk>& output,
                                                       TsMuxerStatistics& statistics) {
  std::unique_ptr<TsSession> session(new TsSession(setup, first_dts, output, statistics));
  if (auto opened = session->open(); !opened) return std::unexpected(opened.error());
  return session;
}

TsSession::TsSession(const TsSessionSetup& setup, int64_t first_dts, bus::Output<bus::MuxedChunk>& output,
                     TsMuxerStatistics& statistics)
    : setup_(setup), base_(first_dts), output_(output), statistics_(statistics), packet_(make_av_packet()) {
  chunk_.reserve(kChunkBytes);
}

TsSession::~TsSession() {
  if (io_ != nullptr) av_freep(&io_->buffer);
  avio_context_free(&io_);
  avformat_free_context(context_);
}

Expected<void> TsSession::open() {
  if (avformat_alloc_output_context2(&context_, nullptr, "mpegts", nullptr) < 0)
    return host_error("this FFmpeg has no MPEG-TS muxer");
  auto* buffer = static_cast<uint8_t*>(av_malloc(kChunkBytes));
  if (buffer == nullptr) return host_error("no memory for a TS muxer");
  io_ = avio_alloc_context(buffer, static_cast<int>(kChunkBytes), 1, this, nullptr, &TsSession::on_octets, nullptr);
  context_->pb = io_;
  context_->max_delay = static_cast<int>(setup_.config.buffer.count() / kMicrosecond);
  if (auto added = add_stream(setup_.video); !added) return added;
  for (const bus::CodecParameters& track : setup_.audio) {
    if (auto added = add_stream(track); !added) return added;
  }
  const TsMuxerConfig& config = setup_.config;
  AVDictionary* options = nullptr;
  const auto set = [&](const char* name, int64_t value) { av_dict_set_int(&options, name, value, 0); };
  set("muxrate", static_cast<int64_t>(config.muxrate_bps));
  set("mpegts_transport_stream_id", config.transport_stream_id);
  set("mpegts_service_id", config.service_id);
  set("mpegts_pmt_start_pid", config.pmt_pid);
  set("mpegts_start_pid", config.first_pid);
  set("pes_payload_size", 0);  // every audio frame leaves at once
  av_dict_set(&context_->metadata, "service_name", config.service_name.c_str(), 0);
  av_dict_set(&context_->metadata, "service_provider", config.provider_name.c_str(), 0);
  const int code = avformat_write_header(context_, &options);
  av_dict_free(&options);
  if (code < 0) return input_error(fmt::format("the TS muxer refuses its settings: {}", av_error_text(code)));
  return {};
}

Expected<void> TsSession::add_stream(const bus::CodecParameters& parameters) {
  AVStream* stream = avformat_new_stream(context_, nullptr);
  if (stream == nullptr) return host_error("no memory for a TS stream");
  const size_t size = parameters.configuration.size();
  AVCodecParameters& codec = *stream->codecpar;
  codec.extradata = static_cast<uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
  if (codec.extradata == nullptr) return host_error("no memory for a TS stream");
  std::memcpy(codec.extradata, parameters.configuration.data(), size);
  codec.extradata_size = static_cast<int>(size);
  if (parameters.kind == bus::CodecKind::kH264) {
    codec.codec_type = AVMEDIA_TYPE_VIDEO;
    codec.codec_id = AV_CODEC_ID_H264;
    codec.width = parameters.width;
    codec.height = parameters.height;
  } else {
    codec.codec_type = AVMEDIA_TYPE_AUDIO;
    codec.codec_id = AV_CODEC_ID_AAC;
    codec.sample_rate = static_cast<int>(parameters.sample_rate_hz);
    av_channel_layout_default(&codec.ch_layout, parameters.channels);
    if (parameters.language.size() == kIso639Letters) {
      av_dict_set(&stream->metadata, "language", parameters.language.c_str(), 0);
    }
  }
  stream->time_base = AVRational{1, static_cast<int>(tick_rate().num())};
  time_bases_.push_back(parameters.time_base);
  return {};
}

Expected<void> TsSession::write(size_t stream, const bus::CodedUnit& unit) {
  AVPacket& packet = *packet_;
  if (av_new_packet(&packet, static_cast<int>(unit.data.size())) < 0) return host_error("no memory for a TS packet");
  std::memcpy(packet.data, unit.data.data(), unit.data.size());
  packet.stream_index = static_cast<int>(stream);
  packet.pts = time_bases_[stream].rescale(unit.pts, tick_rate()) - base_;
  packet.dts = time_bases_[stream].rescale(unit.dts, tick_rate()) - base_;
  if (unit.key) packet.flags |= AV_PKT_FLAG_KEY;
  const int code = av_write_frame(context_, &packet);
  av_packet_unref(&packet);
  avio_flush(io_);
  if (code < 0) return host_error(fmt::format("the TS muxer refuses a unit: {}", av_error_text(code)));
  return {};
}

int TsSession::on_octets(void* opaque, uint8_t* data, int size) {
  static_cast<TsSession*>(opaque)->accept({data, static_cast<size_t>(size)});
  return size;
}

void TsSession::accept(std::span<const uint8_t> data) {
  while (!data.empty()) {
    const size_t room = kTsPacketBytes - chunk_.size() % kTsPacketBytes;
    const auto part = data.first(std::min(room, data.size()));
    chunk_.insert(chunk_.end(), part.begin(), part.end());
    octets_ += part.size();
    data = data.subspan(part.size());
    if (chunk_.size() % kTsPacketBytes != 0) continue;
    const TsPacket packet(chunk_.data() + chunk_.size() - kTsPacketBytes, kTsPacketBytes);
    if (is_null_packet(packet)) ++statistics_.null_packets;
    shift_clocks(packet, base_ - kMuxerLead * buffer_ticks(setup_.config));
    if (chunk_.size() == kChunkBytes) publish_chunk();
  }
}

void TsSession::publish_chunk() {
  ++statistics_.chunks;
  statistics_.octets += chunk_.size();
  bus::MuxedChunk chunk{.due = due_at(octets_ - chunk_.size()), .data = {}};
  chunk.data.reserve(kChunkBytes);
  chunk.data.swap(chunk_);
  output_.publish(std::move(chunk));
}

int64_t TsSession::clock_ticks() const {
  const auto elapsed = static_cast<int64_t>(Int128{octets_} * 8 * tick_rate().num() / setup_.config.muxrate_bps);
  return base_ - buffer_ticks(setup_.config) + elapsed;
}

TaiTime TsSession::due_at(uint64_t octet) const {
  // The multiplex runs `buffer` ahead of the time stamps; its first octet is due with the unit that opened it.
  const auto elapsed = static_cast<int64_t>(Int128{octet} * 8 * kNsPerSecond / setup_.config.muxrate_bps);
  return tick_rate().time_of(base_) + Duration{elapsed} + setup_.config.delay;
}

void TsSession::finish() {
  av_write_trailer(context_);
  avio_flush(io_);
  static constexpr std::array<uint8_t, 4> kNullHeader{0x47, 0x1F, 0xFF, 0x10};
  while (!chunk_.empty()) {
    std::array<uint8_t, kTsPacketBytes> null_packet{};
    null_packet.fill(0xFF);
    std::ranges::copy(kNullHeader, null_packet.begin());
    accept(null_packet);
  }
}

}  // namespace cw::bridge
