#include "gateway/app/clock/clock_unit.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::app {
namespace {

/// A hardware or system clock is read as often as a grandmaster of ST 2059-2 sends Sync.
constexpr Duration kReadingInterval = std::chrono::milliseconds(125);
/// Of several readings the one in the narrowest bracket is used.
constexpr int kReadings = 3;
/// Ports without a descriptor are looked at this often; stamps come with the messages, so it costs no accuracy.
constexpr Duration kRingInterval = std::chrono::milliseconds(2);
constexpr Duration kLongestWait = std::chrono::milliseconds(50);
constexpr Duration kPublicationInterval = std::chrono::milliseconds(20);
constexpr uint8_t kTimeSourceInternal = 0xA0;

/// The daemon blocks these signals and takes them when it has started.
bool is_asked_to_end() {
  sigset_t pending;
  return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

ptp::ClockKind kind_of(config::ClockSource source) {
  return source == config::ClockSource::kFree ? ptp::ClockKind::kFree : ptp::ClockKind::kSystem;
}

ptp::PtpClientConfig client_config(const config::PtpConfig& ptp, bool leads, const MacAddress& mac) {
  return {.identity = ptp::clock_identity_of(mac),
          .role = leads ? ptp::ClockRole::kGrandmaster : ptp::ClockRole::kSlaveOnly,
          .domain = ptp.domain,
          .priority1 = ptp.priority1,
          .quality = {.clock_class = leads ? ptp.clock_class : uint8_t{255}},
          .priority2 = ptp.priority2,
          .time_source = kTimeSourceInternal,
          .traceable = false,
          .utc_offset_s = std::nullopt,
          .metadata = std::nullopt};
}

std::string name_of(const config::PtpPortConfig& port) {
  return port.network ? cw::name_of(*port.network) : port.interface;
}

ptp::PortConfig port_config(const config::PtpConfig& ptp, const config::PtpPortConfig& port) {
  return {.name = name_of(port),
          .log_announce_interval = ptp.log_announce_interval,
          .log_sync_interval = ptp.log_sync_interval,
          .log_delay_interval = ptp.log_delay_interval,
          .announce_timeout = ptp.announce_timeout,
          .delay_mechanism = ptp.delay_mechanism == config::DelayMechanism::kP2p ? ptp::DelayMechanism::kPeerToPeer
                                                                                 : ptp::DelayMechanism::kEndToEnd,
          .hybrid = ptp.unicast_delay_requests,
          .asymmetry = port.asymmetry};
}

std::string description_of(const config::PtpConfig& ptp) {
  std::string ports;
  for (const auto& port : ptp.ports) ports += (ports.empty() ? "" : ", ") + name_of(port);
  return "PTP domain " + std::to_string(ptp.domain) + " on " + ports;
}

}  // namespace

Expected<std::unique_ptr<ClockUnit>> ClockUnit::create(const config::ClockConfig& config) {
  auto unit = std::unique_ptr<ClockUnit>(new ClockUnit(config));
  auto counter = ptp::LocalCounter::create();
  if (!counter) return std::unexpected(counter.error());
  unit->counter_ = *counter;
  auto reference = unit->create_reference();
  if (!reference) return std::unexpected(reference.error());
  if (config.speaks_ptp()) {
    if (auto made = unit->create_steered(std::move(*reference)); !made) return std::unexpected(made.error());
  } else {
    unit->clock_ = std::move(*reference);
  }
  unit->publish();
  return unit;
}

Expected<std::unique_ptr<ptp::HostClock>> ClockUnit::create_reference() {
  auto host = ptp::create_clock(kind_of(config_.source));
  if (!host || config_.source != config::ClockSource::kPhc) return host;
  auto reader = ptp::open_phc(config_.device);
  if (!reader) return std::unexpected(reader.error());
  auto phc = ptp::PhcClock::create(std::move(*reader), config_.device, *counter_, (*host)->utc_offset_s());
  if (!phc) return std::unexpected(phc.error());
  phc_ = phc->get();
  return std::move(*phc);
}

Expected<void> ClockUnit::create_steered(std::unique_ptr<ptp::HostClock> reference) {
  auto steered = std::make_unique<ptp::DisciplinedClock>(*counter_, reference->now());
  steered->set_utc_offset_s(reference->utc_offset_s());
  const bool follows_ptp = config_.source == config::ClockSource::kPtp;
  steered->set_description(follows_ptp ? description_of(ptp_) : reference->describe());
  servo_ = std::make_unique<ptp::ClockServo>(ptp::ServoConfig{}, *steered);
  steered_ = steered.get();
  clock_ = std::move(steered);
  if (!follows_ptp) reference_ = std::move(reference);
  return {};
}

ClockUnit::~ClockUnit() { stop(); }

Expected<void> ClockUnit::start(Engine& engine) {
  if (config_.speaks_ptp()) {
    if (auto opened = open_ports(engine); !opened) return opened;
  }
  if (steered_ != nullptr || phc_ != nullptr)
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  return {};
}

Expected<void> ClockUnit::open_ports(Engine& engine) {
  for (const config::PtpPortConfig& port : config_.ptp.ports) {
    auto opened = create_ptp_port(port, {.engine = engine, .clock = *steered_, .counter = *counter_});
    if (!opened) return std::unexpected(opened.error());
    ports_.push_back(std::move(*opened));
  }
  create_client();
  const std::scoped_lock lock(status_mutex_);
  speaks_ptp_ = true;
  return {};
}

void ClockUnit::create_client() {
  const bool leads = config_.role == config::ClockRole::kGrandmaster;
  client_ = std::make_unique<ptp::PtpClient>(client_config(ptp_, leads, ports_.front()->mac()), *servo_, *steered_);
  for (size_t i = 0; i < ports_.size(); ++i) {
    client_->add_port(port_config(ptp_, ptp_.ports[i]), ports_[i]->link());
  }
}

bool ClockUnit::follow_ptp(std::optional<uint8_t> domain, std::optional<uint8_t> announce_timeout) {
  const std::scoped_lock lock(status_mutex_);
  if (!speaks_ptp_) return false;
  if (!wanted_ptp_) wanted_ptp_ = config_.ptp;
  wanted_ptp_->domain = domain.value_or(wanted_ptp_->domain);
  wanted_ptp_->announce_timeout = announce_timeout.value_or(wanted_ptp_->announce_timeout);
  return true;
}

void ClockUnit::change_ptp() {
  {
    const std::scoped_lock lock(status_mutex_);
    if (!wanted_ptp_ || *wanted_ptp_ == ptp_) return;
    ptp_ = *wanted_ptp_;
  }
  log_info("clock", "PTP as the facility has it now",
           {{"domain", std::to_string(ptp_.domain)}, {"announce_timeout", std::to_string(ptp_.announce_timeout)}});
  // Another domain has another grandmaster, if any: who looks at the count sees a change.
  earlier_grandmaster_changes_ += client_->status().grandmaster_changes + 1;
  create_client();
  if (!reference_) steered_->set_description(description_of(ptp_));
}

void ClockUnit::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  client_.reset();
  ports_.clear();
}

void ClockUnit::await_time(Duration limit) const {
  if (config_.source != config::ClockSource::kPtp) return;
  for (const ptp::LocalTime end = counter_->now() + limit; counter_->now() < end;) {
    const ClockStatus now = status();
    if (now.servo->steps != 0 || now.servo->state == ptp::ServoState::kLocked || is_asked_to_end()) return;
    std::this_thread::sleep_for(kPublicationInterval);
  }
  log_warning("clock", "no grandmaster so far: media time is this host's until one is heard");
}

void ClockUnit::run(const std::stop_token& stop) {
  pthread_setname_np(pthread_self(), "cw-clock");
  std::vector<pollfd> descriptors;
  Duration longest = kLongestWait;
  for (const auto& port : ports_) {
    const size_t before = descriptors.size();
    port->add_descriptors(descriptors);
    if (descriptors.size() == before) longest = kRingInterval;
  }
  while (!stop.stop_requested()) {
    step();
    if (counter_->now() >= next_publication_) {
      if (client_) change_ptp();
      publish();
    }
    wait(descriptors, longest);
  }
}

void ClockUnit::step() {
  for (size_t i = 0; i < ports_.size(); ++i) ports_[i]->drain(*client_, i);
  const ptp::LocalTime now = counter_->now();
  if (client_) client_->poll(now);
  if (now >= next_reading_) read_reference();
  if (servo_) note_state(servo_->status().state);
}

void ClockUnit::read_reference() {
  next_reading_ = counter_->now() + kReadingInterval;
  if (phc_ != nullptr && phc_->poll() != phc_answers_) {
    phc_answers_ = !phc_answers_;
    if (phc_answers_) log_info("clock", config_.device + " can be read again");
    if (!phc_answers_) log_warning("clock", config_.device + " cannot be read: media time goes on at its last rate");
  }
  if (!reference_) return;
  follow_reference();
  servo_->poll(counter_->now());
}

// To the servo the reference is a master at the end of a very short cable.
void ClockUnit::follow_reference() {
  ptp::LocalTime before;
  ptp::LocalTime after = before + std::chrono::hours(1);
  TaiTime read;
  for (int i = 0; i < kReadings; ++i) {
    const ptp::LocalTime begin = counter_->now();
    const TaiTime time = reference_->now();
    const ptp::LocalTime end = counter_->now();
    if (end - begin < after - before) std::tie(before, read, after) = std::tuple(begin, time, end);
  }
  servo_->on_delay(before, read);
  servo_->on_sync(after, read);
}

void ClockUnit::wait(std::vector<pollfd>& descriptors, Duration limit) const {
  const ptp::LocalTime now = counter_->now();
  if (client_) limit = std::clamp(client_->next_deadline() - now, Duration{0}, limit);
  if (reference_ || phc_ != nullptr) limit = std::clamp(next_reading_ - now, Duration{0}, limit);
  const timespec timeout{.tv_sec = 0, .tv_nsec = limit.count()};
  ppoll(descriptors.data(), descriptors.size(), &timeout, nullptr);
}

void ClockUnit::note_state(ptp::ServoState state) {
  if (std::exchange(state_, state) == state) return;
  const ptp::ServoStatus servo = servo_->status();
  log_info("clock", std::string("is ") + ptp::name_of(state),
           {{"offset_ns", std::to_string(servo.offset.count())},
            {"frequency_ppb", std::to_string(static_cast<int64_t>(servo.frequency_ppb))},
            {"path_delay_ns", std::to_string(servo.mean_path_delay.count())}});
}

void ClockUnit::publish() {
  ClockStatus fresh{.description = clock_->describe(),
                    .source = config_.source,
                    .role = config_.role,
                    .servo = std::nullopt,
                    .ptp = std::nullopt,
                    .software_stamps = {},
                    .taken = counter_ ? counter_->now() : ptp::LocalTime{}};
  if (servo_) fresh.servo = servo_->status();
  if (client_) {
    fresh.ptp = client_->status();
    fresh.ptp->grandmaster_changes += earlier_grandmaster_changes_;
  }
  for (const auto& port : ports_) fresh.software_stamps.push_back(port->software_stamps());
  next_publication_ = fresh.taken + kPublicationInterval;
  const std::scoped_lock lock(status_mutex_);
  status_ = std::move(fresh);
}

ClockStatus ClockUnit::status() const {
  const std::scoped_lock lock(status_mutex_);
  return status_;
}

}  // namespace cw::app
