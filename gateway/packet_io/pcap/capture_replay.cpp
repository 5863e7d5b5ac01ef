#include "gateway/packet_io/pcap/capture_replay.h"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/pcap/replay_plan.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::packet_io {
namespace {

/// Where one track stands.
struct Cursor {
  size_t packet = 0;
  int64_t pass = 0;
  bool ended = false;
  TaiTime due;
};

UdpFrameTemplate template_of(const ReplayTrack& track, const ReplayPort& port) {
  UdpFrameAddress address;
  address.source_mac = port.mac;
  address.vlan_id = port.vlan_id;
  address.source = track.info.source;
  if (port.address.value != 0) address.source.address = port.address;
  address.destination = track.info.destination;
  address.dscp = track.stream.dscp;
  address.ttl = track.stream.ttl;
  const bool as_captured = track.info.destination == track.stream.destination;
  if (address.destination.address.is_multicast()) {
    address.destination_mac = multicast_mac(address.destination.address);
  } else if (as_captured) {
    address.destination_mac = track.stream.destination_mac;
  }
  return UdpFrameTemplate::create(address);
}

}  // namespace

class CaptureReplay::State {
 public:
  State(const ReplayConfig& config, ReplayPlan plan) : loop_(config.loop), plan_(std::move(plan)) {
    if (config.only_leg) {
      std::erase_if(plan_.tracks, [&](const auto& track) { return track.info.leg != *config.only_leg; });
    }
    for (const auto& track : plan_.tracks) {
      templates_.push_back(template_of(track, config.ports[index_of(track.info.leg)]));
      infos_.push_back(track.info);
    }
    cursors_.resize(plan_.tracks.size());
    statistics_.left_out_packets.set(plan_.left_out);
    statistics_.padded_packets.set(plan_.padded);
    const auto longest = std::ranges::max_element(infos_, {}, &ReplayStreamInfo::packets);
    longest_ = static_cast<size_t>(longest - infos_.begin());
  }

  void start(TaiTime now) {
    for (auto& line : plan_.lines) line.start(now);
    for (size_t t = 0; t < cursors_.size(); ++t) {
      cursors_[t] = Cursor{};
      cursors_[t].due = due_of(t);
    }
    choose_next();
  }

  [[nodiscard]] bool has_next() const { return next_ < cursors_.size(); }
  [[nodiscard]] TaiTime due() const { return cursors_[next_].due; }
  [[nodiscard]] const ReplayStreamInfo& next_info() const { return infos_[next_]; }

  size_t write(uint8_t* frame, size_t capacity) {
    const ReplayPacket& packet = plan_.tracks[next_].packets[cursors_[next_].packet];
    UdpFrameTemplate& headers = templates_[next_];
    const size_t size = headers.header_octets() + packet.wire_size;
    if (size > capacity) {
      skip();
      return 0;
    }
    headers.write_headers(frame, packet.wire_size);
    uint8_t* payload = frame + headers.header_octets();
    const Bytes captured = Bytes(plan_.memory).subspan(packet.offset, packet.size);
    std::fill_n(std::ranges::copy(captured, payload).out, packet.wire_size - packet.size, uint8_t{0});
    rewrite(payload, packet);
    statistics_.packets.add();
    advance(next_);
    choose_next();
    return size;
  }

  void skip_to(TaiTime now) {
    while (has_next() && due() < now) {
      skip_passes(next_, now);
      if (due() < now) skip();
    }
  }

  void set_destination_mac(Endpoint destination, MacAddress mac) {
    for (size_t t = 0; t < infos_.size(); ++t) {
      if (infos_[t].destination == destination) templates_[t].set_destination_mac(mac);
    }
  }

  [[nodiscard]] const std::vector<ReplayStreamInfo>& infos() const { return infos_; }
  [[nodiscard]] const ReplayStatistics& statistics() const { return statistics_; }

 private:
  [[nodiscard]] TaiTime due_of(size_t track) const {
    const Cursor& cursor = cursors_[track];
    const ReplayLine& line = plan_.lines[plan_.tracks[track].line];
    const ReplayPacket& packet = plan_.tracks[track].packets[cursor.packet];
    return line.rate.time_of(line.place(packet.place, cursor.pass)) + packet.lag;
  }

  void rewrite(uint8_t* payload, const ReplayPacket& packet) const {
    const ReplayLine& line = plan_.lines[plan_.tracks[next_].line];
    if (!line.retimed) return;
    const int64_t pass = cursors_[next_].pass;
    const int64_t ticks = line.rate.rescale(line.place(packet.place, pass), line.clock);
    store_be16(payload + 2, static_cast<uint16_t>(packet.sequence + pass * line.pass_sequences));
    store_be32(payload + 4, MediaTicks{ticks}.wrapped().value);
  }

  void advance(size_t track) {
    Cursor& cursor = cursors_[track];
    if (++cursor.packet == plan_.tracks[track].packets.size()) {
      cursor.packet = 0;
      ++cursor.pass;
      if (track == longest_) statistics_.loops.add();
      cursor.ended = !loop_;
    }
    cursor.due = due_of(track);
  }

  void skip() {
    statistics_.skipped_packets.add();
    advance(next_);
    choose_next();
  }

  /// Whole passes at once: a stall may have lasted for hours.
  void skip_passes(size_t track, TaiTime now) {
    const ReplayLine& line = plan_.lines[plan_.tracks[track].line];
    const int64_t passes = (line.rate.index_at(now) - line.rate.index_at(cursors_[track].due)) / line.pass_places - 1;
    if (!loop_ || passes <= 0) return;
    cursors_[track].pass += passes;
    cursors_[track].due = due_of(track);
    statistics_.skipped_packets.add(static_cast<uint64_t>(passes) * plan_.tracks[track].packets.size());
    choose_next();
  }

  void choose_next() {
    next_ = cursors_.size();
    for (size_t t = 0; t < cursors_.size(); ++t) {
      if (cursors_[t].ended) continue;
      if (next_ == cursors_.size() || cursors_[t].due < cursors_[next_].due) next_ = t;
    }
  }

  bool loop_;
  ReplayPlan plan_;
  std::vector<UdpFrameTemplate> templates_;
  std::vector<ReplayStreamInfo> infos_;
  std::vector<Cursor> cursors_;
  ReplayStatistics statistics_;
  size_t longest_ = 0;
  size_t next_ = SIZE_MAX;
};

CaptureReplay::CaptureReplay(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureReplay::~CaptureReplay() = default;

Expected<std::unique_ptr<CaptureReplay>> CaptureReplay::create(const ReplayConfig& config) {
  auto capture = load_capture(config);
  if (!capture) return std::unexpected(capture.error());
  auto state = std::make_unique<State>(config, plan_replay(config, std::move(*capture)));
  if (state->infos().empty()) {
    const std::string leg = config.only_leg ? std::string(" for the leg ") + name_of(*config.only_leg) : std::string();
    return input_error(config.path.string() + " holds nothing to replay" + leg +
                       "; check the flows and the length of the capture");
  }
  return std::unique_ptr<CaptureReplay>(
      new CaptureReplay(std::move(state)));  // lint: start-up, the constructor is private
}

void CaptureReplay::start(TaiTime now) { state_->start(now); }

std::optional<TaiTime> CaptureReplay::next_due() const {
  return state_->has_next() ? std::optional(state_->due()) : std::nullopt;
}

Leg CaptureReplay::next_leg() const { return state_->has_next() ? state_->next_info().leg : Leg::kRed; }

Endpoint CaptureReplay::next_destination() const {
  return state_->has_next() ? state_->next_info().destination : Endpoint{};
}

size_t CaptureReplay::write_next(uint8_t* frame, size_t capacity) {
  return state_->has_next() ? state_->write(frame, capacity) : 0;
}

void CaptureReplay::skip_to(TaiTime now) { state_->skip_to(now); }

void CaptureReplay::set_destination_mac(Endpoint destination, MacAddress mac) {
  state_->set_destination_mac(destination, mac);
}

const std::vector<ReplayStreamInfo>& CaptureReplay::streams() const { return state_->infos(); }
const ReplayStatistics& CaptureReplay::statistics() const { return state_->statistics(); }

}  // namespace cw::packet_io
