// SrtSender against programs that others wrote: srt-live-transmit and FFmpeg.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "gateway/srt/srt_sender.h"
#include "tests/component/srt_chunk_feed.h"
#include "tests/component/srt_test_client.h"
#include "tests/support/child_process.h"
#include "tests/support/fake_clock.h"

namespace cw::srt {
namespace {

using namespace std::chrono_literals;
using test::ChildProcess;
using test::eventually;
using test::SrtChunkFeed;

#define CW_REQUIRE_PROGRAM(name) \
  if (!test::has_program(name)) GTEST_SKIP() << (name) << " is not installed"

class SrtRealPeers : public testing::Test {
 protected:
  SrtRealPeers() {
    config_.port = test::free_udp_port();
    folder_ = std::filesystem::path(testing::TempDir()) / ("srt_peers_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~SrtRealPeers() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string url(const std::string& query = {}) const {
    return "srt://127.0.0.1:" + std::to_string(config_.port) + query;
  }
  // Writes what it receives to a file, message by message.
  [[nodiscard]] std::unique_ptr<ChildProcess> transmit(const std::string& name, const std::string& from) const {
    return std::make_unique<ChildProcess>(
        std::vector<std::string>{"srt-live-transmit", "-q", "-a:no", "-buffering:1", from, "file://con"},
        folder_ / name);
  }
  [[nodiscard]] std::vector<std::vector<uint8_t>> chunks_in(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    const std::vector<uint8_t> all{std::istreambuf_iterator<char>(in), {}};
    std::vector<std::vector<uint8_t>> chunks;
    for (size_t at = 0; at + test::kChunkOctets <= all.size(); at += test::kChunkOctets) {
      chunks.emplace_back(&all[at], &all[at] + test::kChunkOctets);
    }
    return chunks;
  }

  test::FakeClock clock_;
  SrtConfig config_;
  std::filesystem::path folder_;
};

TEST_F(SrtRealPeers, AFrozenClientIsDroppedAloneAndTheOtherMissesNothing) {
  CW_REQUIRE_PROGRAM("srt-live-transmit");
  auto sut = SrtSender::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  SrtChunkFeed feed(**sut);
  const auto healthy = transmit("healthy.ts", url());
  const auto frozen = transmit("frozen.ts", url());
  ASSERT_TRUE(eventually([&] { return (*sut)->statistics().clients.size() == 2; }));
  std::this_thread::sleep_for(500ms);
  frozen->send_signal(SIGSTOP);
  EXPECT_TRUE(eventually([&] { return (*sut)->statistics().clients.size() == 1; }, 15s));
  std::this_thread::sleep_for(500ms);
  EXPECT_TRUE(healthy->running());
  healthy->send_signal(SIGTERM);
  healthy->wait(5s);
  const auto chunks = chunks_in("healthy.ts");
  EXPECT_GT(chunks.size(), 3000U);
  EXPECT_TRUE(test::is_consecutive(chunks));
}

TEST_F(SrtRealPeers, CallsASrtLiveTransmitThatIsRestarted) {
  CW_REQUIRE_PROGRAM("srt-live-transmit");
  config_.mode = SrtMode::kCaller;
  config_.passphrase = "correct horse battery";
  auto sut = SrtSender::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  SrtChunkFeed feed(**sut);
  for (const std::string name : {"first.ts", "second.ts"}) {
    const auto peer = transmit(name, url("?mode=listener&passphrase=" + config_.passphrase));
    ASSERT_TRUE(eventually([&] { return chunks_in(name).size() > 500; }, 20s)) << name;
    peer->send_signal(name == "first.ts" ? SIGKILL : SIGTERM);  // dies without a word; leaves politely
    peer->wait(5s);
    EXPECT_TRUE(test::is_consecutive(chunks_in(name)));
  }
  EXPECT_GE((*sut)->statistics().clients_lost, 1U);
}

TEST_F(SrtRealPeers, FfmpegDecodesAStreamWithoutAnError) {
  CW_REQUIRE_PROGRAM("ffmpeg");
  const std::filesystem::path clip = folder_ / "clip.ts";
  ChildProcess make({"ffmpeg",
                     "-v",
                     "error",
                     "-f",
                     "lavfi",
                     "-i",
                     "testsrc2=size=640x360:rate=25",
                     "-f",
                     "lavfi",
                     "-i",
                     "sine=1000:sample_rate=48000",
                     "-t",
                     "8",
                     "-c:v",
                     "libx264",
                     "-preset",
                     "ultrafast",
                     "-g",
                     "25",
                     "-bf",
                     "0",
                     "-c:a",
                     "aac",
                     "-muxrate",
                     "3M",
                     "-f",
                     "mpegts",
                     clip.string()});
  ASSERT_EQ(make.wait(60s), 0);
  auto sut = SrtSender::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  const std::filesystem::path log = folder_ / "ffmpeg.log";
  ChildProcess player({"ffmpeg", "-v", "error", "-i", url("?mode=caller"), "-t", "4", "-f", "null", "-"}, log);
  ASSERT_TRUE(eventually([&] { return (*sut)->statistics().connected; }));

  std::ifstream in(clip, std::ios::binary);
  auto next = std::chrono::steady_clock::now();
  std::vector<uint8_t> chunk(test::kChunkOctets);
  while (player.running() &&
         in.read(reinterpret_cast<char*>(chunk.data()), static_cast<std::streamsize>(chunk.size()))) {
    (*sut)->publish({TaiTime{}, chunk});
    next += std::chrono::microseconds(test::kChunkOctets * 8 / 3);  // 3 Mb/s
    std::this_thread::sleep_until(next);
  }
  EXPECT_EQ(player.wait(5s), 0);
  std::ifstream said(log);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(said), {}), "");
}

}  // namespace
}  // namespace cw::srt
