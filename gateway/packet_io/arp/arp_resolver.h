// ARP for one port (RFC 826, RFC 5227 announcements): answers for our address, resolves next hops with retries, keeps used entries fresh.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/interface_address.h"
#include "gateway/packet_io/reply_queue.h"

namespace cw::packet_io {

/// One writer: the worker.
struct ArpStatistics {
  Counter answers;
  Counter requests_sent;
  Counter conflicts;   ///< another host claims our address
  Counter no_route;    ///< off-subnet destination without a gateway
  Counter table_full;  ///< more next hops than entries
};

/// Owned by HostStack; single-threaded, no allocation after construction.
class ArpResolver {
 public:
  explicit ArpResolver(const InterfaceAddress& interface);

  void on_frame(Bytes frame, TaiTime now, ReplyQueue& out);
  void poll(TaiTime now, ReplyQueue& out);
  /// See HostStack::resolve.
  [[nodiscard]] std::optional<MacAddress> resolve(Ipv4Address destination, TaiTime now);
  [[nodiscard]] const ArpStatistics& statistics() const { return statistics_; }

  static constexpr Duration kRetryInterval = std::chrono::seconds(1);
  static constexpr Duration kSlowRetryInterval = std::chrono::seconds(5);  ///< after kFastRetries unanswered requests
  static constexpr int kFastRetries = 3;
  static constexpr Duration kRefreshAge = std::chrono::seconds(60);  ///< an entry in use is asked for again
  static constexpr Duration kLifetime = std::chrono::seconds(90);    ///< and forgotten when nobody confirms it by then
  static constexpr Duration kInterest =
      std::chrono::seconds(60);  ///< how long one resolve() call keeps an entry in use

 private:
  static constexpr size_t kMaxEntries = 256;
  static constexpr int kAnnouncements = 2;
  struct Entry {
    Ipv4Address address{};
    MacAddress mac{};
    bool resolved = false;
    int attempts = 0;
    TaiTime confirmed{};
    TaiTime wanted{};     // last resolve()
    TaiTime next_send{};  // earliest time of the next request
  };

  [[nodiscard]] Entry* find(Ipv4Address address);
  [[nodiscard]] Entry* add(Ipv4Address address, TaiTime now);
  void learn(Ipv4Address address, const MacAddress& mac, TaiTime now);
  void poll_entry(Entry& entry, TaiTime now, ReplyQueue& out);
  void announce(TaiTime now, ReplyQueue& out);
  void send_request(Ipv4Address target, const MacAddress& destination, ReplyQueue& out);

  InterfaceAddress interface_;
  std::vector<Entry> entries_;
  int announcements_left_ = kAnnouncements;
  TaiTime next_announcement_;
  ArpStatistics statistics_;
};

}  // namespace cw::packet_io
