#include "tests/unit/ptp/simulated_network.h"

namespace cw::ptp {
namespace {

constexpr int64_t kTickNs = 1'000'000;
constexpr int64_t kCounterStartNs = 5'000'000'000'000;
constexpr Duration kInitialError = std::chrono::milliseconds{1'500};
constexpr int64_t kStampDelayNs = 30'000;  // a TX stamp is read a little after the message has left

}  // namespace

void SimulatedTime::at(int64_t ns, std::function<void()> action) { events_.push({ns, ++order_, std::move(action)}); }

void SimulatedTime::run_until(int64_t ns) {
  while (!events_.empty() && events_.top().ns <= ns) {
    const Event event = events_.top();
    events_.pop();
    now_ns_ = event.ns;
    event.action();
  }
  now_ns_ = ns;
}

bool SimulatedNetwork::happens(double probability) {
  return probability > 0 && std::uniform_real_distribution<>{0, 1}(random_) < probability;
}

Duration SimulatedNetwork::delay_to(const Attachment& to) {
  Duration delay = to.ingress.delay;
  if (to.ingress.jitter.count() > 0) {
    delay += Duration{std::uniform_int_distribution<int64_t>{0, to.ingress.jitter.count()}(random_)};
  }
  if (happens(to.ingress.spikes)) delay += std::chrono::milliseconds{1};
  if (happens(to.ingress.reordering)) delay += std::chrono::milliseconds{2};
  return delay;
}

void SimulatedNetwork::carry(Attachment& to, Bytes octets, Ipv4Address source) {
  const std::vector<uint8_t> copy{octets.begin(), octets.end()};
  const int64_t arrival_ns = time_.now_ns() + delay_to(to).count();
  time_.at(arrival_ns, [&to, copy, source] {
    if (to.ingress.up) to.deliver(copy, source);
  });
}

void SimulatedNetwork::send(Attachment& from, const OutgoingMessage& message) {
  if (!from.ingress.up) return;
  if (message.stamp_id != 0) from.transmitted(message.stamp_id);
  for (Attachment* to : nodes_) {
    const bool addressed = message.destination != Destination::kUnicast || message.unicast == to->address;
    if (to == &from || !addressed || happens(to->ingress.loss)) continue;
    const auto parsed = parse_message(message.octets, nullptr);
    if (to->ingress.drop && parsed && to->ingress.drop(*parsed)) continue;
    carry(*to, message.octets, from.address);
    if (happens(to->ingress.duplication)) carry(*to, message.octets, from.address);
  }
}

void World::run(Duration how_long) {
  run_until([] { return false; }, how_long);
}

Duration World::run_until(const std::function<bool()>& reached, Duration at_most) {
  const int64_t begin_ns = time.now_ns();
  while (time.now_ns() < begin_ns + at_most.count() && !reached()) {
    time.run_until(time.now_ns() + kTickNs);
    for (Ticking* node : nodes_) node->tick();
  }
  return Duration{time.now_ns() - begin_ns};
}

class ClientNode::Link final : public Attachment, public PortLink {
 public:
  Link(ClientNode& node, SimulatedNetwork& network, uint32_t host_address)
      : Attachment(host_address), node_(node), network_(network) {}

  void set_port(size_t port) { port_ = port; }
  void deliver(Bytes octets, Ipv4Address source) override {
    const LocalTime now = node_.local_now();
    node_.counter_ns_ = now.ns();
    node_.client.on_datagram(port_, octets, source, now);
  }
  void transmitted(uint32_t stamp_id) override {
    const LocalTime sent = node_.local_now();
    node_.world_.time.at(node_.world_.time.now_ns() + kStampDelayNs,
                         [this, stamp_id, sent] { node_.client.on_transmitted(port_, stamp_id, sent); });
  }
  [[nodiscard]] bool send(const OutgoingMessage& message) override {
    network_.send(*this, message);
    return true;
  }
  [[nodiscard]] TimestampKind timestamps() const override { return TimestampKind::kKernelHardware; }
  [[nodiscard]] bool up() const override { return ingress.up; }

 private:
  ClientNode& node_;
  SimulatedNetwork& network_;
  size_t port_ = 0;
};

ClientNode::ClientNode(World& world, const PtpClientConfig& config, double drift_ppb)
    : world_(world),
      drift_ppb_(drift_ppb),
      counter_ns_(local_now().ns()),
      clock(LocalCounter::driven_by(counter_ns_), world.time.tai() + kInitialError),
      servo(ServoConfig{}, clock),
      client(config, servo, clock) {
  world.add(*this);
}

ClientNode::~ClientNode() = default;

LocalTime ClientNode::local_now() const {
  const int64_t now_ns = world_.time.now_ns();
  return LocalTime::from_ns(kCounterStartNs + now_ns +
                            static_cast<int64_t>(static_cast<double>(now_ns) * drift_ppb_ * 1e-9));
}

Attachment& ClientNode::join(SimulatedNetwork& network, const PortConfig& config, uint32_t address) {
  auto& link = links_.emplace_back(std::make_unique<Link>(*this, network, address));
  link->set_port(client.add_port(config, *link));
  network.attach(*link);
  return *link;
}

void ClientNode::tick() {
  const LocalTime now = local_now();
  counter_ns_ = now.ns();
  client.poll(now);
}

ClockIdentity identity(uint8_t last) { return {{0, 0x1D, 0x7F, 0xFF, 0xFE, 0, 0, last}}; }

}  // namespace cw::ptp
