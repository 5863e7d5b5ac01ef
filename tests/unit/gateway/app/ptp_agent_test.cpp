#include "gateway/app/clock/ptp_agent.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "tests/support/capturing_sink.h"

namespace cw::app {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Ipv4Address kMaster{0xC0000201};
constexpr Ipv4Address kOwn{0xC0000202};
/// The device counts from another epoch than we do.
constexpr int64_t kDeviceEpochNs = 7'000'000'000'000;
constexpr int64_t kStartNs = 1'000'000'000;
constexpr uint8_t kSync = 0x0;
constexpr uint8_t kAnnounce = 0xB;

/// A clock that runs at the local one's speed or 500 ppm faster, and the one stamp each way that devices keep.
class FakeDeviceClock final : public packet_io::DeviceClock {
 public:
  explicit FakeDeviceClock(const std::atomic<int64_t>& local_ns) : local_ns_(local_ns) {}
  [[nodiscard]] int64_t at(int64_t local_ns) const { return local_ns + (fast ? local_ns / 2000 : 0) + kDeviceEpochNs; }
  std::optional<int64_t> read() override { return at(local_ns_); }
  std::optional<int64_t> take_arrival() override { return std::exchange(arrival, std::nullopt); }
  std::optional<int64_t> take_departure() override { return std::exchange(departure, std::nullopt); }

  std::optional<int64_t> arrival;
  std::optional<int64_t> departure;
  bool fast = false;

 private:
  const std::atomic<int64_t>& local_ns_;
};

class PtpAgentTest : public testing::Test {
 protected:
  PtpAgent& make(config::PtpTransport transport, bool with_device = true) {
    sut_.emplace(
        PtpAgentConfig{
            .sink = &sink_, .host = &host_, .device_clock = with_device ? &device_ : nullptr, .transport = transport},
        clock_, counter_);
    cycle();
    return *sut_;
  }
  void cycle() { sut_->do_work(clock_.now()); }
  void pass(Duration time) { local_ns_ += time.count(); }
  [[nodiscard]] ptp::LocalTime local() const { return counter_.now(); }
  [[nodiscard]] int64_t device_ns(Duration ago) const { return device_.at(local_ns_ - ago.count()); }

  /// A message of PTP over Ethernet that the worker finds now.
  bool ethernet_comes(uint8_t type, uint16_t ether_type = 0x88F7) {
    frame_.assign(64, 0);
    frame_[12] = static_cast<uint8_t>(ether_type >> 8U);
    frame_[13] = static_cast<uint8_t>(ether_type);
    frame_[14] = type;
    return sut_->on_ethernet({.frame = frame_, .wire_size_bytes = 64, .arrival = clock_.now()});
  }
  bool datagram_comes(uint16_t port) {
    frame_.assign(44, 0);
    const UdpDatagram datagram{
        .source = {kMaster, port}, .destination = {{0xE0000181}, port}, .payload = frame_, .arrival = clock_.now()};
    return sut_->on_datagram({.frame = frame_, .wire_size_bytes = 86, .arrival = clock_.now()}, datagram);
  }
  void send_event(uint32_t stamp_id) {
    ASSERT_TRUE(sut_->to_send().try_push({.size = 44, .event = true, .peer = {}, .stamp_id = stamp_id, .time = {}}));
    cycle();
  }
  std::optional<PtpFrame> handed_over() { return sut_->received().try_pop(); }
  /// Nearer than the rounding of the conversions between the three clocks.
  static void expect_near(ptp::LocalTime left, ptp::LocalTime right) {
    EXPECT_LT(std::chrono::abs(left - right), std::chrono::nanoseconds(10));
  }
  void expect_departure(uint32_t stamp_id, ptp::LocalTime at) {
    const auto news = handed_over();
    ASSERT_TRUE(news);
    EXPECT_EQ(news->size, 0);
    EXPECT_EQ(news->stamp_id, stamp_id);
    expect_near(news->time, at);
  }

  std::atomic<int64_t> local_ns_{kStartNs};
  ptp::LocalCounter counter_ = ptp::LocalCounter::driven_by(local_ns_);
  ptp::DisciplinedClock clock_{counter_, TaiTime::from_ns(1'700'000'000'000'000'000)};
  FakeDeviceClock device_{local_ns_};
  test::CapturingSink sink_;
  packet_io::HostStack host_{{.mac = {{2, 0, 0, 0, 0, 1}}, .address = kOwn, .prefix = 24}};
  std::vector<uint8_t> frame_;
  std::optional<PtpAgent> sut_;
};

TEST_F(PtpAgentTest, TakesTheArrivalOfAnEventMessageFromTheDevice) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  pass(milliseconds(1));
  device_.arrival = device_ns(microseconds(130));
  EXPECT_TRUE(ethernet_comes(kSync));
  const auto got = handed_over();
  ASSERT_TRUE(got);
  EXPECT_TRUE(got->event);
  EXPECT_EQ(got->size, 50);
  expect_near(got->time, local() - microseconds(130));
  EXPECT_EQ(sut.software_arrivals(), 0U);
}

TEST_F(PtpAgentTest, FallsBackToThePollWhereTheDeviceHasNoStamp) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  EXPECT_TRUE(ethernet_comes(kSync));
  expect_near(handed_over().value().time, local());
  EXPECT_EQ(sut.software_arrivals(), 1U);
}

TEST_F(PtpAgentTest, RefusesTheStampOfAnEarlierMessageAndTakesTheNextOne) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  device_.arrival = device_ns(Duration{0});
  pass(milliseconds(30));
  EXPECT_TRUE(ethernet_comes(kSync));
  expect_near(handed_over().value().time, local());
  EXPECT_EQ(sut.software_arrivals(), 1U);

  device_.arrival = device_ns(microseconds(5));
  EXPECT_TRUE(ethernet_comes(kSync));
  expect_near(handed_over().value().time, local() - microseconds(5));
  EXPECT_EQ(sut.software_arrivals(), 1U);
}

TEST_F(PtpAgentTest, LeavesTheStampToEventMessages) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  device_.arrival = device_ns(microseconds(5));
  EXPECT_TRUE(ethernet_comes(kAnnounce));
  EXPECT_FALSE(handed_over().value().event);
  EXPECT_TRUE(device_.arrival);
  EXPECT_EQ(sut.software_arrivals(), 0U);
}

TEST_F(PtpAgentTest, TellsADepartureWhenTheDeviceDoes) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  send_event(41);
  EXPECT_EQ(sink_.frames.size(), 1U);
  EXPECT_FALSE(handed_over());
  const ptp::LocalTime left = local() + microseconds(12);
  device_.departure = device_.at(left.ns());
  pass(milliseconds(1));
  cycle();
  expect_departure(41, left);
  EXPECT_EQ(sut.software_departures(), 0U);
}

TEST_F(PtpAgentTest, SendsNoOtherEventMessageWhileADepartureIsAwaited) {
  make(config::PtpTransport::kEthernet);
  send_event(1);
  send_event(2);
  EXPECT_EQ(sink_.frames.size(), 1U);
  device_.departure = device_ns(Duration{0});
  cycle();
  EXPECT_EQ(sink_.frames.size(), 2U);
}

TEST_F(PtpAgentTest, GivesUpADepartureThatTheDeviceDoesNotTell) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  const ptp::LocalTime left = local();
  send_event(5);
  pass(milliseconds(49));
  cycle();
  EXPECT_FALSE(handed_over());
  pass(milliseconds(2));
  cycle();
  expect_departure(5, left);
  EXPECT_EQ(sut.software_departures(), 1U);
}

TEST_F(PtpAgentTest, DoesNotTakeALateDepartureForTheNext) {
  make(config::PtpTransport::kEthernet);
  const int64_t late = device_ns(Duration{0});
  send_event(5);
  pass(milliseconds(51));
  cycle();
  EXPECT_TRUE(handed_over());
  device_.departure = late;
  send_event(6);
  cycle();
  EXPECT_FALSE(handed_over());
  const ptp::LocalTime left = local();
  device_.departure = device_ns(Duration{0});
  cycle();
  expect_departure(6, left);
}

TEST_F(PtpAgentTest, StopsWaitingForADeviceThatNeverTellsAndTriesAgainNowAndThen) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  int waited = 0;
  for (uint32_t id = 1; id <= 128; ++id) {
    send_event(id);
    const bool at_once = sut.received().try_pop().has_value();
    waited += at_once ? 0 : 1;
    pass(milliseconds(60));
    cycle();
    EXPECT_NE(handed_over().has_value(), at_once);
  }
  EXPECT_EQ(waited, 9);
  EXPECT_EQ(sut.software_departures(), 128U);
}

TEST_F(PtpAgentTest, GoesOnReadingTheDeviceWhenTheMediaClockIsSteppedBack) {
  device_.fast = true;
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  clock_.step_by(-std::chrono::hours(1));
  for (int i = 0; i < 50; ++i) {
    pass(milliseconds(100));
    cycle();
  }
  device_.arrival = device_ns(microseconds(50));
  EXPECT_TRUE(ethernet_comes(kSync));
  expect_near(handed_over().value().time, local() - microseconds(50));
  EXPECT_EQ(sut.software_arrivals(), 0U);
}

TEST_F(PtpAgentTest, StampsBySoftwareWithoutADeviceClock) {
  PtpAgent& sut = make(config::PtpTransport::kUdp, false);
  send_event(9);
  expect_departure(9, local());
  EXPECT_TRUE(datagram_comes(319));
  expect_near(handed_over().value().time, local());
  EXPECT_EQ(sut.software_arrivals() + sut.software_departures(), 0U);
}

TEST_F(PtpAgentTest, TakesPtpOverUdpFromItsTwoPortsOnly) {
  make(config::PtpTransport::kUdp);
  EXPECT_TRUE(datagram_comes(319));
  const auto event = handed_over();
  ASSERT_TRUE(event);
  EXPECT_TRUE(event->event);
  EXPECT_EQ(event->peer, kMaster);
  EXPECT_TRUE(datagram_comes(320));
  EXPECT_FALSE(handed_over().value().event);
  EXPECT_FALSE(datagram_comes(5004));
  EXPECT_FALSE(ethernet_comes(kSync));
  EXPECT_FALSE(handed_over());
}

TEST_F(PtpAgentTest, TakesPtpOverEthernetByItsEtherTypeOnly) {
  make(config::PtpTransport::kEthernet);
  EXPECT_TRUE(ethernet_comes(kSync));
  EXPECT_TRUE(handed_over());
  EXPECT_FALSE(ethernet_comes(kSync, 0x88CC));
  EXPECT_FALSE(datagram_comes(319));
  EXPECT_FALSE(handed_over());
}

TEST_F(PtpAgentTest, CountsWhatItCannotSend) {
  PtpAgent& sut = make(config::PtpTransport::kEthernet);
  sink_.dry = true;
  send_event(3);
  EXPECT_EQ(sut.dropped(), 1U);
  EXPECT_FALSE(handed_over());
}

}  // namespace
}  // namespace cw::app
