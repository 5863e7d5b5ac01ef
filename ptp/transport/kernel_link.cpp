#include "ptp/transport/kernel_link.h"

#include <utility>

namespace cw::ptp {
namespace {

/// A stamp is older than its reading, but hardly by more than this even when the thread is late; and
constexpr Duration kOldest = std::chrono::seconds{10};
constexpr Duration kUncertainty = std::chrono::microseconds{50};

Ipv4Address address_of(const OutgoingMessage& message) {
  switch (message.destination) {
    case Destination::kPrimaryMulticast: return kPrimaryGroup;
    case Destination::kPeerMulticast: return kPeerGroup;
    case Destination::kUnicast: break;
  }
  return message.unicast;
}

TimestampKind kind_of(StampChoice choice) {
  if (choice.hardware) return TimestampKind::kKernelHardware;
  return choice.transmit ? TimestampKind::kKernelSoftware : TimestampKind::kSoftwareBurst;
}

}  // namespace

Expected<std::unique_ptr<KernelLink>> KernelLink::create(const KernelLinkConfig& config, LocalCounter counter) {
  auto interface = find_interface(config.interface);
  if (!interface) return std::unexpected(interface.error());
  auto event = PtpSocket::open({.interface = *interface, .port = kEventPort, .dscp = config.dscp});
  if (!event) return std::unexpected(event.error());
  auto general = PtpSocket::open({.interface = *interface, .port = kGeneralPort, .dscp = config.dscp});
  if (!general) return std::unexpected(general.error());
  const StampAbilities abilities = stamp_abilities(event->descriptor(), *interface);
  Parts parts{.interface = *interface,
              .event = std::move(*event),
              .general = std::move(*general),
              .phc = {},
              .stamps = {.receive = true, .transmit = abilities.transmit_software, .hardware = false},
              .hardware_refusal = {}};
  if (config.hardware_stamps && abilities.hardware) choose_hardware(parts, abilities);
  if (const auto chosen = parts.event.choose_stamps(parts.stamps); !chosen) return std::unexpected(chosen.error());
  return std::unique_ptr<KernelLink>(new KernelLink(config, counter, std::move(parts)));
}

void KernelLink::choose_hardware(Parts& parts, const StampAbilities& abilities) {
  auto phc = Phc::open(abilities.phc_index);
  if (!phc) {
    parts.hardware_refusal = phc.error().message;
    return;
  }
  const auto enabled = enable_hardware_stamps(parts.event.descriptor(), parts.interface, abilities);
  if (!enabled) {
    parts.hardware_refusal = enabled.error().message;
    return;
  }
  parts.phc = std::move(*phc);
  parts.stamps.transmit = true;
  parts.stamps.hardware = true;
}

KernelLink::KernelLink(const KernelLinkConfig& config, LocalCounter counter, Parts parts)
    : config_(config),
      interface_(std::move(parts.interface)),
      event_(std::move(parts.event)),
      general_(std::move(parts.general)),
      stamps_(parts.stamps),
      clocks_(counter, std::move(parts.phc)),
      kind_(kind_of(parts.stamps)),
      hardware_refusal_(std::move(parts.hardware_refusal)) {}

bool KernelLink::up() const { return is_up(event_.descriptor(), interface_); }

bool KernelLink::send(const OutgoingMessage& message) {
  const PtpSocket& socket = message.event ? event_ : general_;
  const Endpoint destination{address_of(message), message.event ? kEventPort : kGeneralPort};
  const uint8_t ttl = message.destination == Destination::kPeerMulticast ? config_.peer_ttl : config_.ttl;
  const LocalTime before = clocks_.now();
  const bool sent = socket.send(message.octets, destination, ttl);
  const LocalTime after = clocks_.now();
  ++(sent ? counters_.sent : counters_.send_failures);
  if (message.event) note_departure(sent, message.stamp_id, before, after);
  return sent;
}

void KernelLink::note_departure(bool sent, uint32_t stamp_id, LocalTime before, LocalTime after) {
  if (!stamps_.transmit) {
    if (sent && stamp_id != 0) listener_->on_transmitted(stamp_id, before + (after - before) / 2);
  } else if (sent) {
    ledger_.add(stamp_id, before, after);
  } else {
    // The kernel may or may not have counted what it did not send: both begin anew.
    receive_transmitted();
    ledger_.restart();
    (void)event_.choose_stamps(stamps_);
  }
}

size_t KernelLink::receive() {
  return receive_transmitted() + receive_from(event_, true) + receive_from(general_, false);
}

size_t KernelLink::receive_transmitted() {
  size_t count = 0;
  for (; count < kMaxBurst; ++count) {
    const auto received = event_.receive_transmitted();
    if (!received) break;
    if (!received->control.transmit_key) continue;
    if (const auto message = ledger_.take(*received->control.transmit_key)) {
      deliver_transmitted(*message, received->control.stamp);
    }
  }
  return count;
}

void KernelLink::deliver_transmitted(const SentMessage& message, const KernelStamp& stamp) {
  const auto sent = clocks_.local_of(stamp);
  if (sent && *sent >= message.before - kUncertainty && *sent <= clocks_.now() + kUncertainty) {
    listener_->on_transmitted(message.stamp_id, *sent);
    return;
  }
  ++counters_.transmit_stamps_unusable;
  listener_->on_transmitted(message.stamp_id, message.before + (message.after - message.before) / 2);
}

size_t KernelLink::receive_from(const PtpSocket& socket, bool event) {
  size_t count = 0;
  for (; count < kMaxBurst; ++count) {
    const auto received = socket.receive(buffer_, counters_.foreign);
    if (!received) break;
    ++counters_.received;
    const LocalTime arrival = event ? arrival_of(received->control.stamp) : clocks_.now();
    listener_->on_datagram(Bytes(buffer_).first(received->size_bytes), received->source.address, arrival);
  }
  return count;
}

LocalTime KernelLink::arrival_of(const KernelStamp& stamp) {
  const LocalTime read = clocks_.now();
  const auto arrival = clocks_.local_of(stamp);
  if (arrival && *arrival >= read - kOldest && *arrival <= read + kUncertainty) return *arrival;
  ++counters_.receive_stamps_missing;
  return read;
}

KernelLinkCounters KernelLink::counters() const {
  KernelLinkCounters counters = counters_;
  counters.transmit_stamps_missing = ledger_.missing();
  return counters;
}

}  // namespace cw::ptp
