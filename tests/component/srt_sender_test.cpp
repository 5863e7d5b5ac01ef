// SrtSender against libsrt peers over loopback: who gets in, what arrives, what happens when peers come and go.
#include "gateway/srt/srt_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/component/srt_chunk_feed.h"
#include "tests/component/srt_test_client.h"
#include "tests/support/fake_clock.h"

// Debian's libsrt is not built for ThreadSanitizer, which therefore misreads its internals; ours are still checked.
extern "C" const char*
__tsan_default_suppressions() {  // NOLINT(readability-identifier-naming,bugprone-reserved-identifier)
  return "race:libsrt-gnutls\nmutex:libsrt-gnutls\ndeadlock:libsrt-gnutls\nthread:libsrt-gnutls\n";
}

namespace cw::srt {
namespace {

using namespace std::chrono_literals;
using test::eventually;
using test::free_udp_port;
using test::SrtChunkFeed;
using test::SrtTestClient;
using testing::HasSubstr;

constexpr size_t kEnough = 400;

class SrtSenderTest : public testing::Test {
 protected:
  SrtSenderTest() { config_.port = free_udp_port(); }

  std::unique_ptr<SrtSender> make_sut() {
    auto made = SrtSender::create(config_, clock_);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : nullptr;
  }
  [[nodiscard]] SrtTestClient::Options peer(std::string passphrase = {}, std::string stream_id = {}) const {
    return {.port = config_.port, .passphrase = std::move(passphrase), .stream_id = std::move(stream_id)};
  }

  test::FakeClock clock_{TaiTime::from_ns(1'800'000'000 * kNsPerSecond)};
  SrtConfig config_;
};

TEST_F(SrtSenderTest, GivesEveryChunkToTwoClientsAndLosesNothingWhenOneLeaves) {
  const auto sut = make_sut();
  SrtChunkFeed feed(*sut);
  SrtTestClient stays(peer());
  auto leaves = std::make_unique<SrtTestClient>(peer({}, "second screen"));
  ASSERT_TRUE(stays.good() && leaves->good());
  ASSERT_TRUE(eventually([&] { return stays.count() > kEnough && leaves->count() > kEnough; }));

  const SrtStatistics both = sut->statistics();
  ASSERT_EQ(both.clients.size(), 2U);
  EXPECT_TRUE(both.clients[0].stream_id == "second screen" || both.clients[1].stream_id == "second screen");
  EXPECT_EQ(both.clients[0].connected_since, clock_.now());
  EXPECT_FALSE(both.clients[0].encrypted);
  EXPECT_TRUE(test::is_consecutive(leaves->messages()));
  leaves.reset();
  ASSERT_TRUE(eventually([&] { return sut->statistics().clients.size() == 1; }));
  const size_t before = stays.count();
  ASSERT_TRUE(eventually([&] { return stays.count() > before + kEnough; }));
  EXPECT_TRUE(test::is_consecutive(stays.messages()));
  EXPECT_EQ(sut->statistics().clients_lost, 1U);
  EXPECT_GT(sut->statistics().clients[0].packets_sent, kEnough);
}

TEST_F(SrtSenderTest, RejectsAndCountsAWrongPassphraseAndServesTheRightOne) {
  config_.passphrase = "correct horse battery";
  config_.key_octets = 32;
  const auto sut = make_sut();
  SrtChunkFeed feed(*sut);
  const SrtTestClient wrong(peer("wrong horse battery"));
  EXPECT_FALSE(wrong.good());
  EXPECT_EQ(wrong.reject_reason(), SRT_REJ_BADSECRET);
  const SrtTestClient none(peer());
  EXPECT_FALSE(none.good());
  const SrtTestClient right(peer(config_.passphrase));
  ASSERT_TRUE(right.good());
  EXPECT_TRUE(eventually([&] { return right.count() > kEnough; }));
  EXPECT_TRUE(test::is_consecutive(right.messages()));
  EXPECT_TRUE(eventually([&] { return sut->statistics().clients_rejected == 2; }))
      << sut->statistics().clients_rejected;
  ASSERT_EQ(sut->statistics().clients.size(), 1U);
  EXPECT_TRUE(sut->statistics().clients[0].encrypted);
}

TEST_F(SrtSenderTest, AdmitsOnlyTheRequiredStreamId) {
  config_.stream_id = "channel-1";
  const auto sut = make_sut();
  EXPECT_FALSE(SrtTestClient(peer({}, "channel-2")).good());
  EXPECT_FALSE(SrtTestClient(peer()).good());
  EXPECT_TRUE(SrtTestClient(peer({}, "channel-1")).good());
  EXPECT_TRUE(eventually([&] { return sut->statistics().clients_rejected == 2; }));
}

TEST_F(SrtSenderTest, TurnsAwayClientsBeyondTheLimit) {
  config_.max_clients = 1;
  const auto sut = make_sut();
  auto first = std::make_unique<SrtTestClient>(peer());
  ASSERT_TRUE(first->good());
  EXPECT_FALSE(SrtTestClient(peer()).good());
  first.reset();
  ASSERT_TRUE(eventually([&] { return sut->statistics().clients.empty() && sut->statistics().clients_lost == 1; }));
  EXPECT_TRUE(SrtTestClient(peer()).good());
}

TEST_F(SrtSenderTest, CallsAgainWhenThePeerComesBack) {
  config_.mode = SrtMode::kCaller;
  config_.stream_id = "publish/demo";
  const auto sut = make_sut();
  SrtChunkFeed feed(*sut);
  for (uint64_t round = 0; round < 3; ++round) {
    SrtTestClient::Options options = peer();
    options.listens = true;
    SrtTestClient listener(options);
    ASSERT_TRUE(listener.good());
    ASSERT_TRUE(eventually([&] { return listener.count() > kEnough; }, 20s)) << "round " << round;
    EXPECT_TRUE(test::is_consecutive(listener.messages()));
    EXPECT_EQ(listener.peer_stream_id(), "publish/demo");
    listener.leave();
    ASSERT_TRUE(eventually([&] { return sut->statistics().clients_lost == round + 1; }));
  }
  EXPECT_GE(sut->statistics().connect_attempts, 3U);
}

TEST_F(SrtSenderTest, CountsAttemptsThatFindNobody) {
  config_.mode = SrtMode::kCaller;
  const auto sut = make_sut();
  EXPECT_TRUE(eventually([&] { return sut->statistics().connect_failures >= 1; }));
  EXPECT_FALSE(sut->statistics().connected);
}

TEST_F(SrtSenderTest, ConnectsToAName) {
  config_.mode = SrtMode::kCaller;
  config_.address = "localhost";
  SrtTestClient::Options options = peer();
  options.listens = true;
  const SrtTestClient listener(options);
  const auto sut = make_sut();
  SrtChunkFeed feed(*sut);
  EXPECT_TRUE(eventually([&] { return listener.count() > 10; }));
}

TEST_F(SrtSenderTest, NamesThePortThatAnotherProgramHolds) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in address = test::loopback(config_.port);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto made = SrtSender::create(config_, clock_);
  ::close(fd);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kHost);
  EXPECT_THAT(made.error().message, HasSubstr(std::to_string(config_.port)));
  EXPECT_THAT(made.error().message, HasSubstr("in use"));
}

TEST_F(SrtSenderTest, RefusesASecondOutputOnItsPortAndStartsAgainOnItAfterStop) {
  auto first = make_sut();
  const auto second = SrtSender::create(config_, clock_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
  EXPECT_TRUE(SrtTestClient(peer()).good());
  first.reset();
  const auto again = make_sut();
  ASSERT_TRUE(again);
  SrtChunkFeed feed(*again);
  const SrtTestClient client(peer());
  EXPECT_TRUE(eventually([&] { return client.count() > kEnough; }));
}

TEST_F(SrtSenderTest, NamesAnAddressThatIsNotLocal) {
  config_.address = "192.0.2.1";
  const auto made = SrtSender::create(config_, clock_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kHost);
  EXPECT_THAT(made.error().message, HasSubstr("192.0.2.1"));
  config_.address = "not an address";
  EXPECT_EQ(SrtSender::create(config_, clock_).error().fault, Fault::kInput);
}

TEST_F(SrtSenderTest, StopsQuicklyWithClientsAndWithoutAPeer) {
  const auto listener = make_sut();
  const SrtTestClient client(peer());
  SrtChunkFeed feed(*listener);
  ASSERT_TRUE(eventually([&] { return client.count() > 10; }));
  feed.stop();
  SrtConfig calling = config_;
  calling.mode = SrtMode::kCaller;
  calling.port = free_udp_port();
  const auto caller = SrtSender::create(calling, clock_);
  ASSERT_TRUE(caller);
  std::this_thread::sleep_for(50ms);  // in the middle of its first attempt
  const auto start = std::chrono::steady_clock::now();
  listener->stop();
  (*caller)->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 500ms);
  EXPECT_TRUE(listener->statistics().clients.empty());
}

TEST_F(SrtSenderTest, SendsEachChunkWhenItIsDue) {
  constexpr uint32_t kPaced = 1'000'000;
  const auto sut = make_sut();
  const SrtTestClient client(peer());
  {
    // libsrt loses what is sent while its peer is still finishing the handshake.
    const SrtChunkFeed feed(*sut);
    ASSERT_TRUE(eventually([&] { return client.count() > 0; }));
  }
  const auto arrived = [&] {
    return std::ranges::count_if(client.messages(), [](const auto& m) { return test::number_of(m) >= kPaced; });
  };
  for (uint32_t i = 0; i < 10; ++i) sut->publish({clock_.now() + i * 100ms, test::numbered_chunk(kPaced + i)});
  ASSERT_TRUE(eventually([&] { return arrived() == 1; }));
  for (int sent = 1; sent < 10; ++sent) {
    std::this_thread::sleep_for(30ms);
    EXPECT_EQ(arrived(), sent) << "nothing leaves while the clock stands";
    clock_.advance(100ms);
    ASSERT_TRUE(eventually([&] { return arrived() == sent + 1; }));
  }
}

TEST_F(SrtSenderTest, CountsWhatItsQueueCannotHoldAndNeverWaits) {
  config_.queue_chunks = 16;
  const auto sut = make_sut();
  constexpr uint32_t kBurst = 20'000;
  for (uint32_t i = 0; i < kBurst; ++i) sut->publish({TaiTime{}, test::numbered_chunk(i)});
  sut->publish({TaiTime{}, std::vector<uint8_t>(test::kChunkOctets + 1)});
  ASSERT_TRUE(eventually([&] {
    const SrtStatistics s = sut->statistics();
    return s.chunks + s.chunks_dropped == kBurst + 1;
  }));
  EXPECT_GT(sut->statistics().chunks_dropped, 1U);
  EXPECT_EQ(sut->statistics().chunks_unsent, sut->statistics().chunks);
}

}  // namespace
}  // namespace cw::srt
