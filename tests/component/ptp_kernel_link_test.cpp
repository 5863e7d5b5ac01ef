// KernelLink over a veth pair between two network namespaces of this process: real sockets, real stamps of the kernel.
#include "ptp/transport/kernel_link.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ptp/transport/descriptor.h"

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNoPrivilege = "needs root and the ip command to make a veth pair between network namespaces";
constexpr Ipv4Address kAddressA{0x0A4D0001};  // 10.77.0.1
constexpr Ipv4Address kAddressB{0x0A4D0002};
constexpr Duration kTolerance = 1ms;

bool run(const std::string& command) {
  return std::system((command + " 2>/dev/null").c_str()) == 0;  // NOLINT(concurrency-mt-unsafe): one thread
}

struct Heard {
  std::vector<uint8_t> octets;
  Ipv4Address source;
  LocalTime received;
};

struct Transmitted {
  uint32_t stamp_id = 0;
  LocalTime sent;
};

class Recorder final : public LinkListener {
 public:
  void on_datagram(Bytes octets, Ipv4Address source, LocalTime received) override {
    heard.push_back({{octets.begin(), octets.end()}, source, received});
  }
  void on_transmitted(uint32_t stamp_id, LocalTime sent) override { transmitted.push_back({stamp_id, sent}); }

  std::vector<Heard> heard;
  std::vector<Transmitted> transmitted;
};

/// One end: a link and what it reported.
struct Host {
  Ipv4Address address;
  std::unique_ptr<KernelLink> link;
  Recorder recorder;
};

OutgoingMessage event(Bytes octets, uint32_t stamp_id, Destination destination = Destination::kPrimaryMulticast) {
  OutgoingMessage message;
  message.octets = octets;
  message.event = true;
  message.destination = destination;
  message.stamp_id = stamp_id;
  return message;
}

OutgoingMessage general(Bytes octets, Destination destination = Destination::kPrimaryMulticast) {
  OutgoingMessage message;
  message.octets = octets;
  message.destination = destination;
  return message;
}

class KernelLinks : public testing::Test {
 public:
  ~KernelLinks() override {
    if (home.is_open()) setns(home.get(), CLONE_NEWNET);
  }

  bool make_hosts() {
    if (geteuid() != 0) return false;
    home = Descriptor(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!make_namespace(space_a) || !make_namespace(space_b)) return false;
    const std::string path_a = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(space_a.get());
    return run("ip link add cwb type veth peer name cwa") && run("ip link set cwa netns " + path_a) &&
           run("ip address add 10.77.0.2/24 dev cwb") && run("ip link set cwb up") && enter(space_a) &&
           run("ip address add 10.77.0.1/24 dev cwa") && run("ip link set cwa up");
  }
  static bool make_namespace(Descriptor& space) {
    if (unshare(CLONE_NEWNET) != 0) return false;
    space = Descriptor(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    return space.is_open();
  }
  static bool enter(const Descriptor& space) { return setns(space.get(), CLONE_NEWNET) == 0; }

  void open_link(Host& host, const Descriptor& space, const std::string& interface) {
    ASSERT_TRUE(enter(space));
    auto link = KernelLink::create({.interface = interface}, counter);
    ASSERT_TRUE(link) << link.error().message;
    host.link = std::move(*link);
    host.link->attach(host.recorder);
    ASSERT_TRUE(await({&host}, [&] { return host.link->up(); }));
  }
  void open_both() {
    open_link(a, space_a, "cwa");
    open_link(b, space_b, "cwb");
    if (HasFatalFailure()) return;
    ASSERT_TRUE(warm_up(a, b));
  }
  /// The kernel begins to stamp what comes in some time after it was asked to.
  static bool warm_up(Host& from, Host& to) {
    const std::vector<uint8_t> octets(44, 1);
    const bool stamped = await({&from, &to}, [&] {
      const KernelLinkCounters counters = to.link->counters();
      if (counters.received > counters.receive_stamps_missing) return true;
      if (counters.received == from.link->counters().sent) (void)from.link->send(event(octets, 0));
      return false;
    });
    to.recorder = {};
    return stamped;
  }

  /// Lets the hosts receive until `done`; false when it does not come about.
  static bool await(const std::vector<Host*>& hosts, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::vector<pollfd> polled;
      for (const Host* host : hosts) {
        for (const int fd : host->link->descriptors()) polled.push_back({.fd = fd, .events = POLLIN, .revents = 0});
      }
      poll(polled.data(), polled.size(), 20);
      for (Host* host : hosts) host->link->receive();
    }
    return true;
  }

  /// One stamped event message from one host to the other; both stamps must lie around the truth.
  void exchange(Host& from, Host& to, uint32_t stamp_id, Destination destination = Destination::kPrimaryMulticast) {
    const std::vector<uint8_t> octets(44, static_cast<uint8_t>(stamp_id));
    OutgoingMessage message = event(octets, stamp_id, destination);
    message.unicast = to.address;
    from.recorder = {};
    to.recorder = {};
    const LocalTime before = counter.now();
    ASSERT_TRUE(from.link->send(message));
    ASSERT_TRUE(await({&from, &to}, [&] { return !from.recorder.transmitted.empty() && !to.recorder.heard.empty(); }));
    const LocalTime after = counter.now();
    const Heard& heard = to.recorder.heard[0];
    const Transmitted& sent = from.recorder.transmitted[0];
    EXPECT_EQ(heard.octets, octets);
    EXPECT_EQ(heard.source, from.address);
    EXPECT_EQ(sent.stamp_id, stamp_id);
    EXPECT_GE(sent.sent, before - kTolerance);
    EXPECT_LT(sent.sent, heard.received);
    EXPECT_LE(heard.received, after + kTolerance);
    EXPECT_TRUE(from.recorder.heard.empty()) << "hears itself";
  }

  LocalCounter counter = LocalCounter::create().value();
  Descriptor home;
  Descriptor space_a;
  Descriptor space_b;
  Host a{.address = kAddressA, .link = {}, .recorder = {}};
  Host b{.address = kAddressB, .link = {}, .recorder = {}};
};

TEST_F(KernelLinks, CarryStampedEventMessagesBothWays) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  EXPECT_EQ(a.link->timestamps(), TimestampKind::kKernelSoftware);
  EXPECT_EQ(a.link->interface().address, kAddressA);
  const uint64_t unstamped = b.link->counters().receive_stamps_missing;
  for (uint32_t i = 1; i < 20; ++i) {
    exchange(a, b, i);
    exchange(b, a, i, Destination::kPeerMulticast);
    exchange(a, b, i, Destination::kUnicast);
  }
  EXPECT_EQ(a.link->counters().receive_stamps_missing, 0U);
  EXPECT_EQ(b.link->counters().receive_stamps_missing, unstamped);
  for (const Host* host : {&a, &b}) {
    EXPECT_EQ(host->link->counters().transmit_stamps_missing, 0U);
    EXPECT_EQ(host->link->counters().transmit_stamps_unusable, 0U);
    EXPECT_EQ(host->link->counters().send_failures, 0U);
  }
}

TEST_F(KernelLinks, CarryGeneralMessages) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  const std::vector<uint8_t> octets(64, 0xAB);
  const LocalTime before = counter.now();
  EXPECT_TRUE(a.link->send(general(octets)));
  EXPECT_TRUE(a.link->send(general(octets, Destination::kPeerMulticast)));
  ASSERT_TRUE(await({&a, &b}, [&] { return b.recorder.heard.size() == 2; }));
  EXPECT_EQ(b.recorder.heard[0].octets, octets);
  EXPECT_EQ(b.recorder.heard[1].source, kAddressA);
  EXPECT_GE(b.recorder.heard[0].received, before);
  EXPECT_TRUE(a.recorder.transmitted.empty());
}

TEST_F(KernelLinks, MatchStampsOfManyMessagesInFlight) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  const std::vector<uint8_t> octets(44, 1);
  for (uint32_t i = 0; i < 20; ++i) {
    // Every other one wants no stamp; the kernel numbers it all the same.
    EXPECT_TRUE(a.link->send(event(octets, i % 2 == 0 ? 0 : 100 + i)));
  }
  ASSERT_TRUE(await({&a}, [&] { return a.recorder.transmitted.size() == 10; }));
  for (size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(a.recorder.transmitted[i].stamp_id, 101 + 2 * i);
    if (i > 0) {
      EXPECT_GT(a.recorder.transmitted[i].sent, a.recorder.transmitted[i - 1].sent);
    }
  }
}

TEST_F(KernelLinks, SurviveThatTheInterfaceGoesDown) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  exchange(a, b, 1);
  ASSERT_TRUE(enter(space_a) && run("ip link set cwa down"));
  EXPECT_FALSE(a.link->up());
  const std::vector<uint8_t> octets(44, 2);
  EXPECT_FALSE(a.link->send(event(octets, 2)));
  EXPECT_EQ(a.link->counters().send_failures, 1U);
  ASSERT_TRUE(await({&b}, [&] { return !b.link->up(); })) << "no carrier";
  ASSERT_TRUE(run("ip link set cwa up"));
  ASSERT_TRUE(await({&a, &b}, [&] { return a.link->up() && b.link->up(); }));
  for (uint32_t i = 3; i < 6; ++i) {
    exchange(a, b, i);
    exchange(b, a, i, Destination::kPeerMulticast);
  }
}

TEST_F(KernelLinks, OfTwoDomainsShareAnInterface) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  Host second;
  ASSERT_NO_FATAL_FAILURE(open_link(second, space_b, "cwb"));
  const std::vector<uint8_t> octets(44, 7);
  EXPECT_TRUE(a.link->send(event(octets, 0)));
  ASSERT_TRUE(await({&b, &second}, [&] { return !b.recorder.heard.empty() && !second.recorder.heard.empty(); }));
}

/// IP header of the next UDP datagram to `port` that the interface receives.
iphdr header_on_wire(int packet_socket, uint16_t port) {
  for (;;) {
    pollfd polled{.fd = packet_socket, .events = POLLIN, .revents = 0};
    if (poll(&polled, 1, 5'000) <= 0) return {};
    std::array<uint8_t, 2'000> octets{};
    if (recv(packet_socket, octets.data(), octets.size(), 0) < 28) continue;
    iphdr ip{};
    udphdr udp{};
    std::memcpy(&ip, octets.data(), sizeof ip);
    std::memcpy(&udp, octets.data() + size_t{ip.ihl} * 4, sizeof udp);
    if (ip.protocol == IPPROTO_UDP && ntohs(udp.dest) == port) return ip;
  }
}

TEST_F(KernelLinks, MarkWhatTheySend) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_NO_FATAL_FAILURE(open_both());
  const Descriptor wire(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_IP)));
  ASSERT_TRUE(wire.is_open());
  const std::vector<uint8_t> octets(54, 7);
  ASSERT_TRUE(a.link->send(event(octets, 0)));
  iphdr header = header_on_wire(wire.get(), 319);
  EXPECT_EQ(ntohl(header.daddr), kPrimaryGroup.value);
  EXPECT_EQ(header.ttl, 64);
  EXPECT_EQ(header.tos, 46 << 2);
  ASSERT_TRUE(a.link->send(general(octets, Destination::kPeerMulticast)));
  header = header_on_wire(wire.get(), 320);
  EXPECT_EQ(ntohl(header.daddr), kPeerGroup.value);
  EXPECT_EQ(header.ttl, 1);
  EXPECT_EQ(header.tos, 46 << 2);
}

TEST_F(KernelLinks, WithoutStampsOfTheDriverTellTheTimeOfTheSend) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  // A bridge stamps nothing itself.
  if (!run("ip link add cwbr type bridge") || !run("ip address flush dev cwa") || !run("ip link set cwa master cwbr") ||
      !run("ip address add 10.77.0.1/24 dev cwbr") || !run("ip link set cwbr up")) {
    GTEST_SKIP() << kNoPrivilege;
  }
  ASSERT_NO_FATAL_FAILURE(open_link(a, space_a, "cwbr"));
  ASSERT_NO_FATAL_FAILURE(open_link(b, space_b, "cwb"));
  EXPECT_EQ(a.link->timestamps(), TimestampKind::kSoftwareBurst);
  const std::vector<uint8_t> octets(44, 7);
  const LocalTime before = counter.now();
  ASSERT_TRUE(a.link->send(event(octets, 9)));
  const LocalTime after = counter.now();
  ASSERT_EQ(a.recorder.transmitted.size(), 1U);
  EXPECT_EQ(a.recorder.transmitted[0].stamp_id, 9U);
  EXPECT_GE(a.recorder.transmitted[0].sent, before);
  EXPECT_LE(a.recorder.transmitted[0].sent, after);
}

std::string failure_on(const std::string& interface, const LocalCounter& counter) {
  const auto sut = KernelLink::create({.interface = interface}, counter);
  return sut ? "" : sut.error().message;
}

TEST_F(KernelLinks, NameTheDaemonThatHasThePort) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  const Descriptor other(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(319);
  ASSERT_EQ(bind(other.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
  const std::string message = failure_on("cwa", counter);
  EXPECT_NE(message.find("319"), std::string::npos) << message;
  EXPECT_NE(message.find("cwa"), std::string::npos);
  EXPECT_NE(message.find("ptp4l"), std::string::npos);
}

TEST_F(KernelLinks, NameThePrivilegeTheyLack) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_EQ(seteuid(65'534), 0);
  const std::string message = failure_on("cwa", counter);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_NE(message.find("CAP_NET_BIND_SERVICE"), std::string::npos) << message;
}

TEST_F(KernelLinks, NeedAnAddress) {
  if (!make_hosts()) GTEST_SKIP() << kNoPrivilege;
  ASSERT_TRUE(run("ip address flush dev cwa"));
  EXPECT_NE(failure_on("cwa", counter).find("ip address add"), std::string::npos);
}

}  // namespace
}  // namespace cw::ptp
