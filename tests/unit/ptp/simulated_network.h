// PTP clocks on simulated networks in simulated time: delay, jitter, loss, duplication, reordering and spikes on the
// way to each node.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "ptp/ptp_client.h"

namespace cw::ptp {

/// TAI at true time 0.
inline constexpr int64_t kTaiAtStartNs = 1'800'000'000 * kNsPerSecond;

/// True time in nanoseconds since the start, and what is to happen in it.
class SimulatedTime {
 public:
  [[nodiscard]] int64_t now_ns() const { return now_ns_; }
  [[nodiscard]] TaiTime tai() const { return TaiTime::from_ns(kTaiAtStartNs + now_ns_); }
  void at(int64_t ns, std::function<void()> action);
  void run_until(int64_t ns);

 private:
  struct Event {
    int64_t ns;
    uint64_t order;
    std::function<void()> action;
    bool operator<(const Event& other) const { return std::tie(other.ns, other.order) < std::tie(ns, order); }
  };
  int64_t now_ns_ = 0;
  uint64_t order_ = 0;
  std::priority_queue<Event> events_;
};

/// What happens to messages on the way to one node.
struct Ingress {
  Duration delay = std::chrono::microseconds{10};
  Duration jitter{0};                        ///< uniform, on top
  double loss = 0;                           ///< probabilities from here on
  double duplication = 0;                    ///< the copy comes up to 2 ms later
  double reordering = 0;                     ///< 2 ms later
  double spikes = 0;                         ///< 1 ms later
  std::function<bool(const Message&)> drop;  ///< true: lost
  bool up = true;
};

/// A node's place on a network.
class Attachment {
 public:
  explicit Attachment(uint32_t host_address) : address{host_address} {}
  virtual ~Attachment() = default;
  virtual void deliver(Bytes octets, Ipv4Address source) = 0;
  /// An event message left at the present time.
  virtual void transmitted(uint32_t stamp_id) { (void)stamp_id; }

  Ipv4Address address;
  Ingress ingress;
};

class SimulatedNetwork {
 public:
  explicit SimulatedNetwork(SimulatedTime& time) : time_(time) {}
  void attach(Attachment& node) { nodes_.push_back(&node); }
  void send(Attachment& from, const OutgoingMessage& message);

 private:
  void carry(Attachment& to, Bytes octets, Ipv4Address source);
  [[nodiscard]] Duration delay_to(const Attachment& to);
  [[nodiscard]] bool happens(double probability);

  SimulatedTime& time_;
  std::vector<Attachment*> nodes_;
  std::minstd_rand random_{7};
};

/// Something that does its own work every simulated millisecond.
class Ticking {
 public:
  virtual ~Ticking() = default;
  virtual void tick() = 0;
};

/// Two networks and their time.
class World {
 public:
  void add(Ticking& node) { nodes_.push_back(&node); }
  void run(Duration how_long);
  /// Runs until `reached`, at most for `at_most`; the time it took.
  Duration run_until(const std::function<bool()>& reached, Duration at_most);

  SimulatedTime time;
  SimulatedNetwork red{time};
  SimulatedNetwork blue{time};

 private:
  std::vector<Ticking*> nodes_;
};

/// A PtpClient with its clock, whose counter runs `drift_ppb` fast and began at another time than the world.
class ClientNode final : public Ticking {
 public:
  ClientNode(World& world, const PtpClientConfig& config, double drift_ppb = 0);
  ~ClientNode() override;

  /// Ports in the order of their numbers. The reference stays valid.
  Attachment& join(SimulatedNetwork& network, const PortConfig& config, uint32_t address);
  void tick() override;

  [[nodiscard]] LocalTime local_now() const;
  [[nodiscard]] const PtpStatus& status() const { return client.status(); }
  [[nodiscard]] PortState state(size_t port) const { return status().ports[port].state; }
  [[nodiscard]] ServoState servo_state() const { return servo.status().state; }
  /// Of the media clock against true TAI.
  [[nodiscard]] Duration error() const { return clock.tai_of(local_now()) - world_.time.tai(); }

 private:
  class Link;
  World& world_;
  double drift_ppb_;
  std::atomic<int64_t> counter_ns_{0};
  std::vector<std::unique_ptr<Link>> links_;

 public:
  DisciplinedClock clock;
  ClockServo servo;
  PtpClient client;
};

[[nodiscard]] ClockIdentity identity(uint8_t last);

}  // namespace cw::ptp
