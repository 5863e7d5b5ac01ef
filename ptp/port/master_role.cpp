#include "ptp/port/master_role.h"

#include <algorithm>

#include "ptp/port/intervals.h"
#include "ptp/wire/synchronization_metadata.h"

namespace cw::ptp {
namespace {

constexpr uint8_t kCommand = 3;  // actionField of the metadata's Management message
constexpr uint8_t kBoundaryHops = 1;
constexpr Duration kMetadataInterval{kNsPerSecond};

/// True when `next` is due, which is then the next tick after `now`: a stall is not made up for.
bool due(LocalTime& next, LocalTime now, Duration interval) {
  if (now < next) return false;
  next += interval;
  if (next <= now) next = now + interval;
  return true;
}

}  // namespace

void MasterRole::start(LocalTime now) {
  stop();
  running_ = true;
  next_announce_ = now;
  next_sync_ = now;
  next_metadata_ = now;
}

void MasterRole::stop() {
  running_ = false;
  pending_.reset();
}

void MasterRole::poll(LocalTime now) {
  if (!running_) return;
  const PortConfig& config = context_.config;
  if (due(next_announce_, now, interval_of_log(config.log_announce_interval))) send_announce(now);
  if (due(next_sync_, now, interval_of_log(config.log_sync_interval))) send_sync();
  if (due(next_metadata_, now, kMetadataInterval)) send_metadata();
}

std::optional<LocalTime> MasterRole::next_deadline() const {
  if (!running_) return std::nullopt;
  return std::min({next_announce_, next_sync_, next_metadata_});
}

uint16_t MasterRole::announced_flags() const {
  const uint16_t traceable =
      context_.clock.config.traceable ? flags::kTimeTraceable | flags::kFrequencyTraceable : uint16_t{0};
  const int leap_s = context_.clock.utc.leap_s();
  const uint16_t leap = leap_s > 0 ? flags::kLeap61 : leap_s < 0 ? flags::kLeap59 : uint16_t{0};
  return static_cast<uint16_t>(flags::kPtpTimescale | flags::kUtcOffsetValid | traceable | leap);
}

void MasterRole::send_announce(LocalTime now) {
  const PtpClientConfig& config = context_.clock.config;
  const DisciplinedClock& clock = context_.clock.clock;
  const AnnounceBody body{.origin_ns = clock.tai_of(now).ns(),
                          .utc_offset_s = static_cast<int16_t>(clock.utc_offset_s()),
                          .priority1 = config.priority1,
                          .quality = config.quality,
                          .priority2 = config.priority2,
                          .grandmaster = config.identity,
                          .steps_removed = 0,
                          .time_source = config.time_source};
  Header header = header_of(MessageType::kAnnounce, ++announce_sequence_);
  header.flags = announced_flags();
  header.log_interval = context_.config.log_announce_interval;
  context_.sender.send(header, body, {});
}

void MasterRole::send_sync() {
  if (pending_) ++context_.status.faults.missing_stamps;
  pending_ = PendingSync{.sequence = ++sync_sequence_, .stamp_id = context_.sender.next_stamp_id()};
  Header header = header_of(MessageType::kSync, sync_sequence_);
  header.flags = flags::kTwoStep;
  header.log_interval = context_.config.log_sync_interval;
  if (!context_.sender.send(header, EventBody{}, {.stamp_id = pending_->stamp_id})) pending_.reset();
}

void MasterRole::on_transmitted(uint32_t stamp_id, LocalTime sent) {
  if (!pending_ || pending_->stamp_id != stamp_id) return;
  Header header = header_of(MessageType::kFollowUp, pending_->sequence);
  header.log_interval = context_.config.log_sync_interval;
  pending_.reset();
  context_.sender.send(header, EventBody{context_.clock.clock.tai_of(sent).ns()}, {});
}

void MasterRole::send_metadata() {
  const auto& metadata = context_.clock.config.metadata;
  if (!metadata) return;
  std::array<uint8_t, kSynchronizationMetadataTlvBytes> tlv;
  const size_t size = write_synchronization_metadata(*metadata, tlv);
  PortIdentity everybody;
  everybody.port = 0xFFFF;
  everybody.clock.octets.fill(0xFF);
  const Header header = header_of(MessageType::kManagement, ++metadata_sequence_);
  const TargetBody body{.target = everybody, .management_action = kCommand, .boundary_hops = kBoundaryHops};
  context_.sender.send(header, body, {}, Bytes{tlv.data(), size});
}

/// 11.3.2: the correction goes back to the requester, who subtracts it. A unicast answer tells no interval (table 24).
void MasterRole::on_delay_req(const Header& header, Ipv4Address source, LocalTime received) {
  if (!running_) return;
  const bool unicast = (header.flags & flags::kUnicast) != 0;
  Header answer = header_of(MessageType::kDelayResp, header.sequence);
  answer.correction = header.correction;
  answer.log_interval = unicast ? kNoLogInterval : context_.config.log_delay_interval;
  const ResponseBody body{.time_ns = context_.clock.clock.tai_of(received).ns(), .requester = header.source};
  const MessageRoute route{.destination = unicast ? Destination::kUnicast : Destination::kPrimaryMulticast,
                           .unicast = source};
  context_.sender.send(answer, body, route);
}

}  // namespace cw::ptp
