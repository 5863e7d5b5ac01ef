#include "nmos/discovery/dns_lookup.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "tests/support/dns_replies.h"

namespace cw::nmos {
namespace {

using test::DnsOctets;
using Replies = std::vector<std::vector<uint8_t>>;
using AnswerTo = std::function<Replies(uint16_t id)>;

/// A name server on a port of loopback, UDP and TCP, that answers by hand.
class FakeServer {
 public:
  FakeServer(AnswerTo by_datagram, AnswerTo by_stream)
      : by_datagram_(std::move(by_datagram)), by_stream_(std::move(by_stream)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 4), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    datagrams_ = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT_EQ(bind(datagrams_, reinterpret_cast<sockaddr*>(&address), size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~FakeServer() {
    thread_.request_stop();
    thread_.join();
    close(listener_);
    close(datagrams_);
  }
  [[nodiscard]] uint16_t port() const { return port_; }
  std::atomic<int> questions{0};

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> waiting{{{datagrams_, POLLIN, 0}, {listener_, POLLIN, 0}}};
      poll(waiting.data(), waiting.size(), 20);
      if (waiting[0].revents != 0) answer_datagram();
      if (waiting[1].revents != 0) answer_stream();
    }
  }
  void answer_datagram() {
    std::array<uint8_t, 512> question{};
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    recvfrom(datagrams_, question.data(), question.size(), 0, reinterpret_cast<sockaddr*>(&peer), &size);
    ++questions;
    for (const auto& reply : by_datagram_(load_be16(question.data()))) {
      sendto(datagrams_, reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&peer), size);
    }
  }
  void answer_stream() {
    const int peer = accept(listener_, nullptr, nullptr);
    std::array<uint8_t, 512> question{};
    if (recv(peer, question.data(), question.size(), 0) > 4) {
      for (const auto& reply : by_stream_(load_be16(question.data() + 2))) {
        std::vector<uint8_t> framed(2);
        store_be16(framed.data(), static_cast<uint16_t>(reply.size()));
        framed.insert(framed.end(), reply.begin(), reply.end());
        ::send(peer, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
    }
    close(peer);
  }

  AnswerTo by_datagram_;
  AnswerTo by_stream_;
  int listener_ = -1;
  int datagrams_ = -1;
  uint16_t port_ = 0;
  std::jthread thread_;
};

std::vector<uint8_t> address_reply(uint16_t id, uint32_t address) {
  return DnsOctets().header(id, 0, 1).label("a").end().record(1, 30, DnsOctets().u32(address)).octets();
}
Replies nothing(uint16_t) { return {}; }

Expected<std::vector<DnsRecord>> ask(const FakeServer& server, std::stop_token stop = {}) {
  return make_dns_lookup({"127.0.0.1"}, server.port())->ask(dns_name("a"), DnsType::kA, std::move(stop));
}

TEST(DnsLookup, TakesTheReplyToItsOwnQuestion) {
  const FakeServer server(
      [](uint16_t id) {
        return Replies{{1, 2, 3}, address_reply(static_cast<uint16_t>(id + 1), 6), address_reply(id, 5)};
      },
      nothing);
  const auto records = ask(server);
  ASSERT_TRUE(records) << records.error().message;
  ASSERT_EQ(records->size(), 1U);
  EXPECT_EQ(records->front().address, Ipv4Address{5});
}

TEST(DnsLookup, AsksByTcpWhenTheReplyWasTooLarge) {
  const FakeServer server([](uint16_t id) { return Replies{DnsOctets().header(id, 0, 0, 0x8380).octets()}; },
                          [](uint16_t id) { return Replies{address_reply(id, 9)}; });
  const auto records = ask(server);
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->front().address, Ipv4Address{9});
}

TEST(DnsLookup, NoSuchNameIsAnAnswer) {
  const FakeServer server([](uint16_t id) { return Replies{DnsOctets().header(id, 0, 0, 0x8183).octets()}; }, nothing);
  const auto records = ask(server);
  ASSERT_TRUE(records);
  EXPECT_TRUE(records->empty());
}

TEST(DnsLookup, AServerThatFailsIsAskedAgain) {
  int asked = 0;  // of the server's thread alone
  const FakeServer server(
      [&asked](uint16_t id) {
        return Replies{++asked == 1 ? DnsOctets().header(id, 0, 0, 0x8182).octets() : address_reply(id, 5)};
      },
      nothing);
  EXPECT_TRUE(ask(server));
  EXPECT_EQ(server.questions, 2);
}

TEST(DnsLookup, NobodyThereIsAFault) {
  const auto lookup = make_dns_lookup({"127.0.0.1", "no address"}, 1);
  const auto records = lookup->ask(dns_name("a"), DnsType::kA, {});
  ASSERT_FALSE(records);
  EXPECT_THAT(records.error().message, testing::HasSubstr("127.0.0.1, no address"));
}

TEST(DnsLookup, AStopEndsTheWait) {
  const FakeServer server(nothing, nothing);
  std::stop_source stop;
  stop.request_stop();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(ask(server, stop.get_token()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace cw::nmos
