#include "gateway/app/logging.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "gateway/core/log.h"

namespace cw::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A syslog server on a port of its own.
class SyslogServer {
 public:
  SyslogServer() {
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    EXPECT_EQ(bind(socket_, address, size), 0);
    EXPECT_EQ(getsockname(socket_, address, &size), 0);
  }
  ~SyslogServer() { close(socket_); }
  SyslogServer(const SyslogServer&) = delete;
  SyslogServer& operator=(const SyslogServer&) = delete;

  [[nodiscard]] uint16_t port() const { return ntohs(address_.sin_port); }
  std::string next() {
    std::array<char, 2048> text{};
    const ssize_t size = recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? std::string{} : std::string(text.data(), static_cast<size_t>(size));
  }

 private:
  int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address_{};
};

TEST(Logging, WritesOneLineAnEventWhateverPeersSay) {
  start_logging(LogFormat::kText, "info");
  testing::internal::CaptureStderr();
  log_warning("nmos", "the registry says \x1b[2Jno\n2026 error forged", {{"reason", "\x1b[31m"}, {"body", "a\nb"}});
  set_log_sink(nullptr);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("[nmos] the registry says  [2Jno 2026 error forged reason= [31m body=\"a\\nb\"\n"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

TEST(Logging, SendsWholeJsonObjectsToSyslog) {
  SyslogServer server;
  start_logging(LogFormat::kJson, "info");
  ASSERT_TRUE(log_to_syslog("127.0.0.1", server.port()));
  (void)server.next();  // where the lines go
  log_warning("clock", "no \"grandmaster\"", {{"domain", "127"}});
  set_log_sink(nullptr);
  const std::string line = server.next();
  EXPECT_THAT(line, StartsWith("<28>1 ")) << "daemon, warning";
  EXPECT_THAT(line, HasSubstr(" causeway "));
  const size_t object = line.find('{');
  ASSERT_NE(object, std::string::npos) << line;
  const auto json = nlohmann::json::parse(line.substr(object), nullptr, false);
  ASSERT_TRUE(json.is_object()) << line;
  EXPECT_EQ(json["message"], "no \"grandmaster\"");
  EXPECT_EQ(json["domain"], "127");
}

}  // namespace
}  // namespace cw::app
