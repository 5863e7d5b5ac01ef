// Octets in, the same octets out, on every kind of device this machine has: rings and memif in shared memory, and with
// privilege af_packet and af_xdp over a veth pair in a network namespace of the test's own.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/packet_io/dpdk/dpdk_engine.h"
#include "tests/support/allocation_guard.h"

namespace cw::packet_io {
namespace {

using Clock = std::chrono::steady_clock;
using Frame = std::vector<uint8_t>;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint16_t kExperimentalType = 0x88B5;  // IEEE 802 local experimental: nobody else sends it
constexpr size_t kBurst = 16;
constexpr uint16_t kJumbo = 9000;

PortConfig port(std::string device, uint16_t mtu = 1500) {
  PortConfig made;
  made.name = device;
  made.device = std::move(device);
  made.mtu = mtu;
  return made;
}

std::unique_ptr<DpdkEngine> open(std::vector<PortConfig> ports) {
  EngineConfig config;
  config.instance = "causeway-test-" + std::to_string(getpid());
  config.ports = std::move(ports);
  config.memory_mib = 768;  // one process may run several of these tests
  config.allow_hugepages = false;
  auto engine = DpdkEngine::create(config);
  if (!engine) ADD_FAILURE() << engine.error().message;
  return engine ? std::move(*engine) : nullptr;
}

// Broadcast, so that every device takes it; the octets depend on size and number.
Frame make_frame(size_t size, uint32_t number, uint16_t vlan_id) {
  Frame frame(size);
  for (size_t i = 0; i < size; ++i) frame[i] = static_cast<uint8_t>(i * 7 + number * 13 + (i >> 8));
  std::fill(frame.begin(), frame.begin() + 6, uint8_t{0xFF});
  frame[6] = 0x02;
  size_t at = 12;
  if (vlan_id != 0) {
    store_be16(&frame[at], 0x8100);
    store_be16(&frame[at + 2], vlan_id);
    at += 4;
  }
  store_be16(&frame[at], kExperimentalType);
  return frame;
}

bool is_ours(Bytes frame) {
  if (frame.size() < 18) return false;
  const size_t at = load_be16(&frame[12]) == 0x8100 ? 16 : 12;
  return load_be16(&frame[at]) == kExperimentalType;
}

void send(PacketSink& sink, const std::vector<Frame>& frames) {
  std::vector<TxPacket> packets(frames.size());
  ASSERT_EQ(sink.lend(packets), frames.size());
  for (size_t i = 0; i < frames.size(); ++i) {
    ASSERT_LE(frames[i].size(), packets[i].capacity_bytes);
    std::memcpy(packets[i].data, frames[i].data(), frames[i].size());
    packets[i].size_bytes = static_cast<uint32_t>(frames[i].size());
  }
  ASSERT_EQ(sink.transmit(packets), frames.size());
}

std::vector<Frame> receive(PacketSource& source, size_t count) {
  std::vector<Frame> out;
  const auto deadline = Clock::now() + seconds(3);
  do {
    for (const RxPacket& packet : source.receive(TaiTime::from_ns(1))) {
      if (is_ours(packet.frame)) out.emplace_back(packet.frame.begin(), packet.frame.end());
    }
    source.release();
  } while (out.size() < count && Clock::now() < deadline);
  return out;
}

void exchange(DpdkPort& from, DpdkPort& to, const std::vector<size_t>& sizes, uint16_t vlan_id = 0) {
  uint32_t number = 0;
  receive(to.source(0), 0);  // memif: only a receiver that has polled once offers buffers to its peer
  for (size_t first = 0; first < sizes.size(); first += kBurst) {
    std::vector<Frame> frames;
    for (size_t i = first; i < std::min(first + kBurst, sizes.size()); ++i) {
      frames.push_back(make_frame(sizes[i], number++, vlan_id));
    }
    send(from.sink(0), frames);
    const std::vector<Frame> received = receive(to.source(0), frames.size());
    ASSERT_EQ(received.size(), frames.size()) << "around " << sizes[first] << " octets";
    for (size_t i = 0; i < frames.size(); ++i) ASSERT_EQ(received[i], frames[i]) << frames[i].size() << " octets";
  }
}

// Every size of a frame, with its Ethernet header.
std::vector<size_t> all_sizes(size_t last = 1514) {
  std::vector<size_t> sizes;
  for (size_t size = 60; size <= last; ++size) sizes.push_back(size);
  return sizes;
}
std::vector<size_t> jumbo_sizes() {
  std::vector<size_t> sizes;
  for (size_t size = 1400; size < 9014; size += 97) sizes.push_back(size);
  for (size_t size = 9000; size <= 9014; ++size) sizes.push_back(size);
  return sizes;
}

void on_a_worker(const std::function<void()>& work) {
  std::thread([&] {
    const auto scope = WorkerScope::enter(-1);
    ASSERT_TRUE(scope.has_value()) << scope.error().message;
    work();
  }).join();
}

void exchange_both_ways(DpdkEngine& engine, const std::vector<size_t>& sizes, uint16_t vlan_id = 0) {
  on_a_worker([&] {
    exchange(engine.port(0), engine.port(1), sizes, vlan_id);
    if (!testing::Test::HasFatalFailure()) exchange(engine.port(1), engine.port(0), sizes, vlan_id);
  });
}

bool wait_for_links(DpdkEngine& engine) {
  const auto deadline = Clock::now() + seconds(5);
  while (Clock::now() < deadline) {
    if (engine.port(0).link_up() && engine.port(1).link_up()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

TEST(DpdkRing, LoopsEverySizeOctetExactly) {
  const auto sut = open({port("net_ring0")});
  ASSERT_TRUE(sut);
  EXPECT_TRUE(sut->port(0).link_up());
  on_a_worker([&] { exchange(sut->port(0), sut->port(0), all_sizes()); });
}

TEST(DpdkRing, LoopsJumboFrames) {
  const auto sut = open({port("net_ring1", kJumbo)});
  ASSERT_TRUE(sut);
  on_a_worker([&] { exchange(sut->port(0), sut->port(0), jumbo_sizes()); });
}

TEST(DpdkRing, TwoRingsAreTwoNetworks) {
  const auto sut = open({port("net_ring2"), port("net_ring3")});
  ASSERT_TRUE(sut);
  EXPECT_NE(sut->port(0).mac(), sut->port(1).mac());
  on_a_worker([&] {
    send(sut->port(0).sink(0), {make_frame(100, 1, 0)});
    EXPECT_TRUE(sut->port(1).source(0).receive(TaiTime{}).empty());
    EXPECT_EQ(receive(sut->port(0).source(0), 1).size(), 1U);
  });
}

TEST(DpdkRing, QueuesAreSeparate) {
  PortConfig config = port("net_ring4");
  config.rx_queues = config.tx_queues = 2;
  const auto sut = open({config});
  ASSERT_TRUE(sut);
  on_a_worker([&] {
    send(sut->port(0).sink(1), {make_frame(100, 1, 0)});
    EXPECT_TRUE(sut->port(0).source(0).receive(TaiTime{}).empty());
    EXPECT_EQ(receive(sut->port(0).source(1), 1).size(), 1U);
  });
}

TEST(DpdkRing, PadsShortFrames) {
  const auto sut = open({port("net_ring5")});
  ASSERT_TRUE(sut);
  on_a_worker([&] {
    send(sut->port(0).sink(0), {make_frame(20, 1, 0)});
    Frame padded = make_frame(20, 1, 0);
    padded.resize(60);
    EXPECT_EQ(receive(sut->port(0).source(0), 1), std::vector<Frame>{padded});
  });
}

TEST(DpdkRing, CountsWhatAFullDeviceRefusesAndKeepsNoBuffer) {
  const auto sut = open({port("net_ring6")});
  ASSERT_TRUE(sut);
  on_a_worker([&] {
    PacketSink& sink = sut->port(0).sink(0);
    std::array<TxPacket, kMaxBurst> packets{};
    size_t taken = 0;
    for (int i = 0; i < 1000; ++i) {
      ASSERT_EQ(sink.lend(packets), kMaxBurst) << "buffers leak";
      for (TxPacket& packet : packets) packet.size_bytes = 100;
      taken += sink.transmit(packets);
    }
    EXPECT_GE(taken, 5180U) << "holds 20 ms of 1080p59.94";
    EXPECT_EQ(sut->port(0).statistics().tx_refused, 1000 * kMaxBurst - taken);
    EXPECT_EQ(sut->port(0).statistics().tx_no_buffer, 0U);
    ASSERT_EQ(sink.lend(packets), kMaxBurst);
    sink.give_back(packets);
  });
}

TEST(DpdkRing, AllocatesNothingInTheSteadyState) {
  const auto sut = open({port("net_ring7")});
  ASSERT_TRUE(sut);
  on_a_worker([&] {
    PacketSink& sink = sut->port(0).sink(0);
    PacketSource& source = sut->port(0).source(0);
    std::array<TxPacket, 32> packets{};
    size_t received = 0;
    const test::AllocationGuard guard;
    for (int i = 0; i < 1000; ++i) {
      if (sink.lend(packets) == 0) break;
      for (TxPacket& packet : packets) packet.size_bytes = 1300;
      sink.transmit(packets);
      received += source.receive(TaiTime::from_ns(i)).size();
      source.release();
    }
    EXPECT_EQ(received, 32000U);
  });
}

TEST(DpdkRing, StampsArrivalWithTheGivenTime) {
  const auto sut = open({port("net_ring8")});
  ASSERT_TRUE(sut);
  on_a_worker([&] {
    send(sut->port(0).sink(0), {make_frame(100, 1, 0)});
    const auto burst = sut->port(0).source(0).receive(TaiTime::from_ns(4711));
    ASSERT_EQ(burst.size(), 1U);
    EXPECT_EQ(burst[0].arrival, TaiTime::from_ns(4711));
    EXPECT_EQ(burst[0].wire_size_bytes, 100U);
  });
}

TEST(DpdkEngine, OpensTheSameRingAgainAfterStop) {
  for (int i = 0; i < 3; ++i) {
    const auto sut = open({port("net_ring9")});
    ASSERT_TRUE(sut);
    on_a_worker([&] { exchange(sut->port(0), sut->port(0), {100}); });
    sut->stop();
    sut->stop();
  }
}

TEST(DpdkEngine, LeavesTheCallersAffinityAlone) {
  cpu_set_t before;
  cpu_set_t after;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  const auto sut = open({port("net_ring10")});
  ASSERT_EQ(sched_getaffinity(0, sizeof(after), &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(DpdkEngine, WorkersRunWhereTheyAreTold) {
  const auto sut = open({port("net_ring11")});
  ASSERT_TRUE(sut);
  const int wanted = sched_getcpu();
  std::thread([&] {
    const auto scope = WorkerScope::enter(wanted);
    ASSERT_TRUE(scope.has_value());
    EXPECT_EQ(sched_getcpu(), wanted);
    const auto nowhere = WorkerScope::enter(1023);
    ASSERT_FALSE(nowhere.has_value());
    EXPECT_EQ(nowhere.error().fault, Fault::kHost);
    EXPECT_NE(nowhere.error().message.find("CPU 1023"), std::string::npos);
  }).join();
}

TEST(DpdkEngine, SteersInSoftwareWhereTheDeviceCannot) {
  const auto sut = open({port("net_ring12")});
  ASSERT_TRUE(sut);
  DpdkPort& opened = sut->port(0);
  EXPECT_FALSE(opened.capabilities().hardware_steering);
  EXPECT_EQ(opened.steer({.destination = {{0xEF000001}, 5004}}, 0).value(), Steering::kSoftware);
  EXPECT_EQ(opened.steer({.destination = {{0xEF000001}, 5004}}, 1).error().fault, Fault::kInput);
  const std::array groups{Ipv4Address{0xEF000001}};
  EXPECT_TRUE(opened.accept_multicast(groups).has_value());
}

std::string failure_of(PortConfig config, Fault fault) {
  EngineConfig engine;
  engine.instance = "causeway-test-" + std::to_string(getpid());
  engine.memory_mib = 768;
  engine.allow_hugepages = false;
  engine.ports = {std::move(config)};
  const auto created = DpdkEngine::create(engine);
  if (created) return "nothing failed";
  EXPECT_EQ(created.error().fault, fault) << created.error().message;
  return created.error().message;
}

TEST(DpdkEngine, NamesTheDeviceThatFailsAndTheRemedy) {
  EXPECT_NE(failure_of(port("net_af_packet0,iface=cwnone0"), Fault::kHost).find("ip link add cwnone0"),
            std::string::npos);
  EXPECT_NE(failure_of(port("0000:ff:1f.7"), Fault::kHost).find("no PCI device 0000:ff:1f.7"), std::string::npos);
  EXPECT_NE(failure_of(port("net_nonsense0"), Fault::kInput).find("net_nonsense0"), std::string::npos);
  EXPECT_NE(failure_of(port("net_ring13", 10000), Fault::kInput).find("MTU of 10000"), std::string::npos);
  PortConfig queues = port("net_pcap0,rx_pcap=none.pcap,tx_pcap=none.pcap");
  EXPECT_NE(failure_of(queues, Fault::kHost).find("net_pcap0"), std::string::npos);
}

TEST(DpdkMemif, CarriesEverySizeBothWays) {
  const std::string socket = ",id=1,socket=@causeway-test-" + std::to_string(getpid());
  const auto sut = open({port("net_memif0,role=server" + socket), port("net_memif1,role=client" + socket)});
  ASSERT_TRUE(sut);
  ASSERT_TRUE(wait_for_links(*sut));
  exchange_both_ways(*sut, all_sizes());
}

TEST(DpdkMemif, CarriesJumboFramesBothWays) {
  const std::string socket = ",id=2,socket=@causeway-test-jumbo-" + std::to_string(getpid());
  const auto sut =
      open({port("net_memif2,role=server" + socket, kJumbo), port("net_memif3,role=client" + socket, kJumbo)});
  ASSERT_TRUE(sut);
  ASSERT_TRUE(wait_for_links(*sut));
  exchange_both_ways(*sut, jumbo_sizes());
}

// A veth pair in a network namespace that ends with the process.
class DpdkVeth : public ::testing::Test {
 public:
  static constexpr const char* kNoPrivilege = "needs root and the ip command to make a veth pair";

  bool make_pair(const std::string& name) {
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) return false;
    const std::string add = "ip link add " + name + "a type veth peer name " + name + "b && ip link set " + name +
                            "a up && ip link set " + name + "b up";
    return std::system(add.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe): one thread
  }
};

TEST_F(DpdkVeth, AfPacketCarriesEverySizeAndTags) {
  if (!make_pair("cwp")) GTEST_SKIP() << kNoPrivilege;
  const auto sut = open({port("net_af_packet0,iface=cwpa"), port("net_af_packet1,iface=cwpb")});
  ASSERT_TRUE(sut);
  ASSERT_TRUE(wait_for_links(*sut));
  exchange_both_ways(*sut, all_sizes());
  exchange_both_ways(*sut, {64, 100, 1518}, 100);
}

TEST_F(DpdkVeth, AfPacketCarriesJumboFrames) {
  if (!make_pair("cwj")) GTEST_SKIP() << kNoPrivilege;
  const auto sut = open({port("net_af_packet2,iface=cwja", kJumbo), port("net_af_packet3,iface=cwjb", kJumbo)});
  ASSERT_TRUE(sut);
  exchange_both_ways(*sut, jumbo_sizes());
}

TEST_F(DpdkVeth, AfPacketHasAsManyQueuesAsAskedFor) {
  if (!make_pair("cwq")) GTEST_SKIP() << kNoPrivilege;
  PortConfig two = port("net_af_packet4,iface=cwqa");
  two.rx_queues = two.tx_queues = 2;
  const auto sut = open({two});
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->port(0).capabilities().max_rx_queues, 2);
}

TEST_F(DpdkVeth, AfXdpCarriesEverySizeAndTags) {
  if (!make_pair("cwx")) GTEST_SKIP() << kNoPrivilege;
  const auto sut = open({port("net_af_xdp0,iface=cwxa"), port("net_af_packet5,iface=cwxb")});
  ASSERT_TRUE(sut);
  exchange_both_ways(*sut, all_sizes());
  exchange_both_ways(*sut, {64, 100, 1518}, 100);
}

TEST_F(DpdkVeth, AfXdpRefusesMoreThanOneQueueInWords) {
  if (!make_pair("cwy")) GTEST_SKIP() << kNoPrivilege;
  PortConfig config = port("net_af_xdp1,iface=cwya");
  config.rx_queues = 2;
  EXPECT_NE(failure_of(config, Fault::kInput).find("has 1 receive and 1 transmit"), std::string::npos);
}

}  // namespace
}  // namespace cw::packet_io
