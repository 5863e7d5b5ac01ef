#include "gateway/srt/srt_socket.h"

#include <srt/srt.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <mutex>

#include "gateway/core/log.h"

namespace cw::srt {
namespace {

constexpr int kConnectTimeoutMs = 3000;
constexpr int kPeerIdleTimeoutMs = 4000;          // a dead client holds its buffers no longer than this
constexpr int kReceiveBufferOctets = 256 * 1456;  // peers have nothing to tell us; libsrt's default is 12 MB a client

// NOLINTNEXTLINE(readability-function-size): the signature is libsrt's
void forward_log(void* /*opaque*/, int /*level*/, const char* /*file*/, int /*line*/, const char* area,
                 const char* message) {
  log_warning("srt", message, {{"area", area}});
}

std::string last_error() { return srt_getlasterror_str(); }

// Applies options one after the other and remembers the first that libsrt refused.
class OptionSetter {
 public:
  explicit OptionSetter(SRTSOCKET socket) : socket_(socket) {}

  template <typename T>
  void set(SRT_SOCKOPT option, const char* name, T value) {
    apply(option, name, &value, static_cast<int>(sizeof value));
  }
  void set_text(SRT_SOCKOPT option, const char* name, const std::string& value) {
    apply(option, name, value.data(), static_cast<int>(value.size()));
  }
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void apply(SRT_SOCKOPT option, const char* name, const void* value, int size) {
    if (srt_setsockflag(socket_, option, value, size) == SRT_ERROR && failure_.empty()) {
      failure_ = std::string(name) + ": " + last_error();
    }
  }
  SRTSOCKET socket_;
  std::string failure_;
};

void set_transport(OptionSetter& options, const SrtConfig& config) {
  options.set(SRTO_TRANSTYPE, "transtype", SRTT_LIVE);  // first: it resets many others
  options.set(SRTO_SNDSYN, "sndsyn", false);
  options.set(SRTO_RCVSYN, "rcvsyn", false);
  options.set(SRTO_PAYLOADSIZE, "payloadsize", static_cast<int>(kPayloadOctets));
  options.set(SRTO_LATENCY, "latency", static_cast<int>(config.latency_ms));
  options.set(SRTO_TLPKTDROP, "tlpktdrop", true);
  options.set(SRTO_CONNTIMEO, "conntimeo", kConnectTimeoutMs);
  options.set(SRTO_PEERIDLETIMEO, "peeridletimeo", kPeerIdleTimeoutMs);
  options.set(SRTO_RCVBUF, "rcvbuf", kReceiveBufferOctets);
  options.set(SRTO_REUSEADDR, "reuseaddr",
              true);  // of libsrt, not of the system: lets an output restart on its own port
  options.set(SRTO_IPTTL, "ipttl", static_cast<int>(config.ttl));
  options.set(SRTO_IPTOS, "iptos", config.dscp << 2);
}

void set_bandwidth(OptionSetter& options, const SrtConfig& config) {
  options.set(SRTO_MAXBW, "maxbw", int64_t{0});  // relative to the input
  options.set(SRTO_INPUTBW, "inputbw", static_cast<int64_t>(config.input_bps / 8));
  options.set(SRTO_OHEADBW, "oheadbw", static_cast<int>(config.overhead_percent));
}

void set_security(OptionSetter& options, const SrtConfig& config) {
  options.set(SRTO_ENFORCEDENCRYPTION, "enforcedencryption", true);
  if (config.passphrase.empty()) return;
  options.set(SRTO_PBKEYLEN, "pbkeylen", static_cast<int>(config.key_octets));
  options.set_text(SRTO_PASSPHRASE, "passphrase", config.passphrase);
}

std::string bind_failure(const SrtConfig& config) {
  int system_error = 0;
  const int error = srt_getlasterror(&system_error);
  const std::string where = "SRT output " + config.id + ": cannot listen on UDP port " + std::to_string(config.port) +
                            " of " + config.address + ": ";
  if (system_error == EADDRINUSE || error == SRT_EBINDCONFLICT || error == SRT_EDUPLISTEN) {
    return where + "the port is already in use; choose another, or stop the program that holds it (ss -ulpn shows it)";
  }
  if (system_error == EADDRNOTAVAIL) {
    return where + "no interface of this machine has that address; use one of its own or 0.0.0.0";
  }
  if (system_error == EACCES) return where + "ports below 1024 need a privilege; choose a higher one";
  return where + last_error();
}

}  // namespace

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    srt_startup();
    srt_setloghandler(nullptr, forward_log);
    srt_setloglevel(LOG_CRIT);
    // Before libsrt's own static objects go: its threads must not outlive them.
    std::atexit([] { srt_cleanup(); });
  });
}

Expected<SrtSocket> SrtSocket::create(const SrtConfig& config) {
  start_library();
  SrtSocket socket(srt_create_socket());
  if (!socket.open()) return host_error("SRT output " + config.id + ": " + last_error());
  OptionSetter options(socket.handle_);
  set_transport(options, config);
  set_bandwidth(options, config);
  set_security(options, config);
  if (config.mode == SrtMode::kCaller && !config.stream_id.empty()) {
    options.set_text(SRTO_STREAMID, "streamid", config.stream_id);
  }
  if (!options.failure().empty()) {
    return input_error("SRT output " + config.id + ": libsrt refuses the option " + options.failure());
  }
  return socket;
}

Expected<void> SrtSocket::bind_and_listen(const SrtConfig& config, const SocketAddress& address) {
  constexpr int kBacklog = 16;
  if (address.storage.ss_family == AF_INET6) {
    constexpr int kAlsoIpv4 = 0;  // libsrt wants it said before it binds to "::"
    srt_setsockflag(handle_, SRTO_IPV6ONLY, &kAlsoIpv4, sizeof kAlsoIpv4);
  }
  const bool listening = srt_bind(handle_, address.get(), static_cast<int>(address.length)) != SRT_ERROR &&
                         srt_listen(handle_, kBacklog) != SRT_ERROR;
  if (listening) return {};
  return host_error(bind_failure(config));
}

bool SrtSocket::connect(const SocketAddress& address) {
  return srt_connect(handle_, address.get(), static_cast<int>(address.length)) != SRT_ERROR;
}

SrtSocket SrtSocket::accept() {
  SrtSocket client(srt_accept(handle_, nullptr, nullptr));
  if (client.open()) {
    OptionSetter options(client.handle_);
    options.set(SRTO_SNDSYN, "sndsyn", false);
    options.set(SRTO_RCVSYN, "rcvsyn", false);
  }
  return client;
}

SendResult SrtSocket::send(std::span<const uint8_t> payload) {
  const int sent =
      srt_sendmsg2(handle_, reinterpret_cast<const char*>(payload.data()), static_cast<int>(payload.size()), nullptr);
  if (sent != SRT_ERROR) return SendResult::kSent;
  return srt_getlasterror(nullptr) == SRT_EASYNCSND ? SendResult::kNoRoom : SendResult::kBroken;
}

SocketState SrtSocket::state() const {
  switch (srt_getsockstate(handle_)) {
    case SRTS_INIT:
    case SRTS_OPENED:
    case SRTS_CONNECTING: return SocketState::kConnecting;
    case SRTS_LISTENING:
    case SRTS_CONNECTED: return SocketState::kConnected;
    default: return SocketState::kBroken;
  }
}

std::string SrtSocket::reject_reason() const { return srt_rejectreason_str(srt_getrejectreason(handle_)); }

SocketFigures SrtSocket::figures() const {
  SRT_TRACEBSTATS stats{};
  constexpr int kKeep = 0;
  constexpr int kInstantaneous = 1;
  if (srt_bistats(handle_, &stats, kKeep, kInstantaneous) == SRT_ERROR) return {};
  return {.packets_sent = static_cast<uint64_t>(stats.pktSentTotal),
          .bytes_sent = stats.byteSentTotal,
          .packets_retransmitted = static_cast<uint64_t>(stats.pktRetransTotal),
          .packets_lost = static_cast<uint64_t>(stats.pktSndLossTotal),
          .packets_dropped = static_cast<uint64_t>(stats.pktSndDropTotal),
          .rtt_ms = stats.msRTT,
          .bandwidth_mbps = stats.mbpsBandwidth,
          .send_rate_mbps = stats.mbpsSendRate};
}

std::string SrtSocket::stream_id() const {
  constexpr size_t kMaxStreamId = 512;
  std::array<char, kMaxStreamId + 1> text{};
  int length = static_cast<int>(text.size());
  if (srt_getsockflag(handle_, SRTO_STREAMID, text.data(), &length) == SRT_ERROR || length < 0) return {};
  return {text.data(), static_cast<size_t>(length)};
}

std::string SrtSocket::peer_name() const {
  SocketAddress address;
  int length = static_cast<int>(sizeof address.storage);
  if (srt_getpeername(handle_, reinterpret_cast<sockaddr*>(&address.storage), &length) == SRT_ERROR) return {};
  return to_text(address.get());
}

bool SrtSocket::encrypted() const {
  int state = SRT_KM_S_UNSECURED;
  int length = static_cast<int>(sizeof state);
  return srt_getsockflag(handle_, SRTO_KMSTATE, &state, &length) != SRT_ERROR && state == SRT_KM_S_SECURED;
}

void SrtSocket::close() {
  if (open()) srt_close(std::exchange(handle_, kNone));
}

}  // namespace cw::srt
