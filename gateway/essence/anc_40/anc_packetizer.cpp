#include "gateway/essence/anc_40/anc_packetizer.h"

#include <algorithm>
#include <utility>

#include "gateway/essence/anc_40/anc_payload.h"
#include "gateway/rtp/rtp_header.h"

namespace cw::essence {
namespace {

constexpr size_t kUdpHeaderBytes = 8;
constexpr size_t kHeaderBytes = rtp::kRtpHeaderBytes + kAncPayloadHeaderBytes;
constexpr uint16_t kMaxUdpOctets = 8'960;
constexpr uint8_t kMaxAncCount = 255;
/// Between the packets of one frame: early, but no burst.
constexpr Duration kSpacing = std::chrono::microseconds{50};

FrameRate unit_rate_of(const AncPacketizerConfig& config) {
  return config.interlaced ? *FrameRate::create(2 * config.rate.num(), config.rate.den()) : config.rate;
}

}  // namespace

Expected<AncPacketizer> AncPacketizer::create(const AncPacketizerConfig& config) {
  constexpr size_t kNeeded = kUdpHeaderBytes + kHeaderBytes + anc_packet_bytes(bus::kMaxUserDataWords);
  if (config.max_udp_octets < kNeeded || config.max_udp_octets > kMaxUdpOctets) {
    return input_error(
        "max_udp_octets of ancillary data must be from 364 (one full ANC packet) to 8,960; usual is 1,460");
  }
  return AncPacketizer(config);
}

AncPacketizer::AncPacketizer(const AncPacketizerConfig& config)
    : config_(config), sequence_(config.first), statistics_(std::make_unique<AncPacketizerStatistics>()) {}

bool AncPacketizer::begin(bus::AncLease frame) {
  const bool is_field = frame->field == bus::AncField::kFirst || frame->field == bus::AncField::kSecond;
  if (frame->rate != config_.rate || is_field != config_.interlaced) {
    statistics_->format_mismatches.add();
    return false;
  }
  const FrameRate unit_rate = unit_rate_of(config_);
  const int64_t unit =
      config_.interlaced ? 2 * frame->index + (frame->field == bus::AncField::kSecond ? 1 : 0) : frame->index;
  timestamp_ = MediaTicks{unit_rate.rescale(unit, kVideoClock)}.wrapped();
  start_ = unit_rate.time_of(unit);
  next_packet_ = 0;
  sent_ = 0;
  frame_ = std::move(frame);
  statistics_->units.add();
  return true;
}

std::optional<TaiTime> AncPacketizer::next_due() const {
  if (!frame_) return std::nullopt;
  return start_ + kSpacing * sent_;
}

size_t AncPacketizer::write_next(MutableBytes out) {
  const size_t limit = config_.max_udp_octets - kUdpHeaderBytes;
  if (!frame_ || out.size() < limit) return 0;
  size_t size = kHeaderBytes;
  uint8_t count = 0;
  while (next_packet_ < frame_->count && count < kMaxAncCount) {
    const size_t written = write_anc_packet(out.subspan(size, limit - size), frame_->packets[next_packet_]);
    if (written == 0) break;
    size += written;
    ++next_packet_;
    ++count;
  }
  const bool last = next_packet_ == frame_->count;
  rtp::write_rtp_header(out, {.payload_type = config_.payload_type,
                              .sequence = sequence_,
                              .timestamp = timestamp_,
                              .ssrc = config_.ssrc,
                              .marker = last});
  write_anc_payload_header(out.subspan(rtp::kRtpHeaderBytes), {.extended_sequence = extended_sequence_,
                                                               .length = static_cast<uint16_t>(size - kHeaderBytes),
                                                               .anc_count = count,
                                                               .field = frame_->field});
  if (++sequence_.value == 0) ++extended_sequence_;
  ++sent_;
  statistics_->packets.add();
  statistics_->octets.add(size);
  statistics_->anc_packets.add(count);
  if (count == 0) statistics_->keep_alives.add();
  if (last) frame_.reset();
  return size;
}

void AncPacketizer::skip_frame() {
  if (frame_) statistics_->skipped_anc_packets.add(frame_->count - next_packet_);
  frame_.reset();
}

}  // namespace cw::essence
