#include "gateway/srt/config_check.h"

namespace cw::srt {
namespace {

constexpr uint32_t kMinLatencyMs = 20;
constexpr uint32_t kMaxLatencyMs = 8000;
constexpr size_t kMinPassphrase = 10;
constexpr size_t kMaxPassphrase = 79;
constexpr size_t kMaxStreamId = 512;

const char* fault_in_security(const SrtConfig& config) {
  const size_t passphrase = config.passphrase.size();
  if (passphrase != 0 && (passphrase < kMinPassphrase || passphrase > kMaxPassphrase)) {
    return "the passphrase must have 10 to 79 characters";
  }
  if (config.key_octets != 16 && config.key_octets != 24 && config.key_octets != 32) {
    return "the AES key must have 16, 24 or 32 octets";
  }
  if (config.stream_id.size() > kMaxStreamId) return "the stream id must have at most 512 octets";
  return nullptr;
}

const char* fault_in_transport(const SrtConfig& config) {
  if (config.port == 0) return "the port must be 1 to 65535";
  if (config.address.empty()) return "the address is missing";
  if (config.latency_ms < kMinLatencyMs || config.latency_ms > kMaxLatencyMs)
    return "the latency must be 20 to 8000 ms";
  if (config.overhead_percent < 5 || config.overhead_percent > 100) return "the overhead must be 5 to 100 percent";
  if (config.ttl == 0) return "the TTL must be 1 to 255";
  if (config.dscp > 63) return "the DSCP must be 0 to 63";
  return nullptr;
}

const char* fault_in_limits(const SrtConfig& config) {
  if (config.max_clients == 0) return "at least one client must be allowed";
  if (config.queue_chunks == 0) return "the queue must hold at least one chunk";
  return nullptr;
}

}  // namespace

Expected<void> check_config(const SrtConfig& config) {
  for (const auto& fault_in : {fault_in_transport, fault_in_security, fault_in_limits}) {
    if (const char* fault = fault_in(config)) return input_error("SRT output " + config.id + ": " + fault);
  }
  return {};
}

}  // namespace cw::srt
