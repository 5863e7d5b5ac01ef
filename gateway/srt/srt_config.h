// What an SRT output is told at the start, and what it tells about itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/core/tai_time.h"

namespace cw::srt {

enum class SrtMode : uint8_t { kListener, kCaller };

struct SrtConfig {
  std::string id = "srt";  ///< for the log
  SrtMode mode = SrtMode::kListener;
  std::string address = "127.0.0.1";  ///< listener: local address (0.0.0.0 is all); caller: the peer's address or name
  uint16_t port = 9710;
  uint32_t latency_ms = 120;  ///< receive and peer latency, 20..8000
  std::string passphrase;     ///< empty: not encrypted; else 10..79 characters
  uint16_t key_octets = 16;   ///< AES key: 16, 24 or 32
  std::string stream_id;      ///< caller: sent; listener: required of every client unless empty; at most 512 octets
  uint32_t max_clients = 32;  ///< listener
  uint64_t input_bps = 0;     ///< rate of the multiplex; 0: measured by the library
  uint32_t overhead_percent = 25;  ///< room for retransmission over input_bps, 5..100
  uint8_t ttl = 64;
  uint8_t dscp = 0;
  size_t queue_chunks = 16'384;  ///< chunks that wait for the sending thread
};

struct SrtClientStatistics {
  std::string peer;       ///< address:port
  std::string stream_id;  ///< as the client gave it
  TaiTime connected_since;
  bool encrypted = false;
  uint64_t packets_sent = 0;
  uint64_t bytes_sent = 0;
  uint64_t packets_retransmitted = 0;
  uint64_t packets_lost = 0;     ///< reported lost by the peer
  uint64_t packets_dropped = 0;  ///< too late to be sent, or no room
  double rtt_ms = 0;
  double bandwidth_mbps = 0;  ///< of the path, the library's estimate
  double send_rate_mbps = 0;
};

struct SrtStatistics {
  std::vector<SrtClientStatistics> clients;  ///< connected at this moment
  uint64_t chunks = 0;                       ///< taken from the multiplexer
  uint64_t chunks_dropped = 0;               ///< the queue was full
  uint64_t chunks_unsent = 0;                ///< nobody was connected
  uint64_t clients_accepted = 0;             ///< listener
  uint64_t clients_rejected = 0;             ///< wrong passphrase, wrong stream id, too many
  uint64_t clients_lost = 0;                 ///< left, died or were too slow
  uint64_t connect_attempts = 0;             ///< caller
  uint64_t connect_failures = 0;             ///< caller
  bool connected = false;                    ///< at least one peer
};

}  // namespace cw::srt
