#include "gateway/source/anc_generator.h"

#include <array>

#include "gateway/anc_services/atc.h"
#include "gateway/anc_services/cdp.h"
#include "gateway/anc_services/scte104.h"

namespace cw::source {
namespace {

namespace services = anc_services;

constexpr int64_t kMinuteSeconds = 60;
constexpr int64_t kRowSeconds = 2;          // a caption row's time, enough for 32 characters at 24 pairs a second
constexpr int64_t kServiceInfoFrames = 16;  // how often a CDP describes its services
constexpr int64_t kMillisecondsPerSecond = 1000;

constexpr uint16_t kVitcLine = 9;
constexpr uint16_t kLtcLine = 10;
constexpr uint16_t kCaptionLine = 11;
constexpr uint16_t kBreakLine = 13;
constexpr uint16_t kSecondFieldLines = 563;  // of 1125

constexpr std::array<const char*, 4> kSentences{"COLOUR BARS AND TONE ON AIR", "EVERY FRAME KNOWS ITS TIME",
                                                "CAPTIONS 608 AND 708 AGREE", "A BREAK STARTS EACH MINUTE"};

/// First frame at or after `time`.
int64_t first_frame_from(TaiTime time, FrameRate rate) {
  const int64_t index = rate.index_at(time);
  return rate.time_of(index) < time ? index + 1 : index;
}

TaiTime at_second(int64_t second) { return TaiTime::from_ns(second * kNsPerSecond); }

}  // namespace

Expected<AncGenerator> AncGenerator::create(const AncGeneratorConfig& config) {
  constexpr uint16_t kMaxPreRollMs = 30'000;
  constexpr uint16_t kMaxBreakSeconds = 50;
  if (config.pre_roll_ms > kMaxPreRollMs || config.break_duration_s == 0 ||
      config.break_duration_s > kMaxBreakSeconds) {
    return input_error("a generated break lasts 1 to 50 seconds and is announced at most 30 seconds before");
  }
  return AncGenerator(config);
}

AncGenerator::AncGenerator(const AncGeneratorConfig& config) : config_(config), captions_(config.rate) {
  if (services::cdp_frame_rate_code(config.rate) == 0) config_.captions = false;  // CDPs cannot say such a rate
}

void AncGenerator::render(bus::AncFrame& frame, int64_t index, bus::AncField field) {
  const bool second_field = field == bus::AncField::kSecond;
  frame.rate = config_.rate;
  frame.index = index;
  frame.tai = second_field ? Rate::create(config_.rate.num() * 2, config_.rate.den())->time_of(2 * index + 1)
                           : config_.rate.time_of(index);
  frame.field = field;
  frame.locked = true;
  frame.complete = true;
  frame.count = 0;
  if (config_.timecode) add_timecode(frame, index, second_field);
  if (second_field) return;
  if (config_.captions) add_captions(frame, index);
  if (config_.breaks) add_break(frame, index);
}

void AncGenerator::add_timecode(bus::AncFrame& frame, int64_t index, bool second_field) const {
  services::Atc atc;
  atc.timecode = services::timecode_of(index, config_.rate, config_.timecode_offset_from_tai_s);
  bus::AncPacket* packet = frame.append();
  if (config_.interlaced) {
    atc.timecode.second = second_field;
    atc.dbb1 = static_cast<uint8_t>(second_field ? services::AtcKind::kVitc2 : services::AtcKind::kVitc1);
    packet->line = second_field ? kVitcLine + kSecondFieldLines : kVitcLine;
  } else {
    atc.dbb1 = static_cast<uint8_t>(services::AtcKind::kLtc);
    packet->line = kLtcLine;
  }
  services::build_atc(atc, config_.rate, *packet);
}

void AncGenerator::add_captions(bus::AncFrame& frame, int64_t index) {
  queue_words(index);
  services::Cdp cdp;
  cdp.frame_rate_code = services::cdp_frame_rate_code(config_.rate);
  cdp.flags = services::kCdpCaptionServiceActive;
  cdp.sequence = static_cast<uint16_t>(index);
  for (const auto& triplet : captions_.next_frame()) cdp.cc[cdp.cc_count++] = triplet;
  if (index % kServiceInfoFrames == 0) {
    cdp.flags |= services::kCdpServiceInfoStart | services::kCdpServiceInfoComplete;
    cdp.service_count = 2;
    cdp.services[0] = services::CdpService{.number = 0, .digital = false};
    cdp.services[1] = services::CdpService{.number = 1, .digital = true};
  }
  bus::AncPacket* packet = frame.append();
  packet->line = kCaptionLine;
  services::build_cdp(cdp, *packet);
}

/// One row per period of TAI, so that generators that start at different times say the same.
void AncGenerator::queue_words(int64_t index) {
  const int64_t second = static_cast<int64_t>(floor_div(config_.rate.time_of(index).ns(), kNsPerSecond));
  const int64_t period = second / kRowSeconds;
  if (period == words_queued_for_) return;
  const bool first_call = words_queued_for_ < 0;
  words_queued_for_ = period;
  if (first_call && index != first_frame_from(at_second(period * kRowSeconds), config_.rate)) return;
  constexpr int64_t kRows = 2 * static_cast<int64_t>(kSentences.size());
  const int64_t row = period % kRows;
  if (row % 2 != 0) {
    captions_.add_row(kSentences[static_cast<size_t>(row / 2)]);
    return;
  }
  const auto timecode = services::timecode_of(index, config_.rate, config_.timecode_offset_from_tai_s);
  captions_.add_row(config_.ident + " AT " +
                    services::to_string(timecode, config_.rate).substr(0, sizeof("HH:MM:SS") - 1));
}

/// A splice_request that starts a break at each full minute and one that ends it, each sent its pre-roll before.
void AncGenerator::add_break(bus::AncFrame& frame, int64_t index) const {
  const int64_t pre_roll_frames = Rate::hz(kMillisecondsPerSecond).rescale(config_.pre_roll_ms, config_.rate);
  const TaiTime splice = config_.rate.time_of(index + pre_roll_frames);
  const auto splice_second = static_cast<int64_t>(floor_div(splice.ns(), kNsPerSecond));
  const int64_t minute = splice_second / kMinuteSeconds;
  const int64_t in_minute = splice_second % kMinuteSeconds;
  const bool starts = in_minute == 0;
  if (!starts && in_minute != config_.break_duration_s) return;
  if (first_frame_from(at_second(splice_second), config_.rate) != index + pre_roll_frames) return;
  services::SpliceRequest request;
  request.type = starts ? services::SpliceType::kStartNormal : services::SpliceType::kEndNormal;
  request.event_id = static_cast<uint32_t>(minute);
  request.unique_program_id = 1;
  const int64_t pre_roll_ns = (splice - config_.rate.time_of(index)).count();
  request.pre_roll_ms = static_cast<uint16_t>(round_div(pre_roll_ns, kNsPerSecond / kMillisecondsPerSecond));
  if (starts) request.break_duration_tenths = static_cast<uint16_t>(config_.break_duration_s * 10);
  services::Scte104Message message;
  message.message_number = static_cast<uint8_t>(2 * minute + (starts ? 0 : 1));
  message.operations = {request};
  services::append_scte104(services::build_scte104(message), kBreakLine, frame);
}

}  // namespace cw::source
