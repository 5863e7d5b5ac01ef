#include "nmos/transport/host_lookup.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace cw::nmos {

struct HostLookup::Lookup {
  std::string host;
  std::mutex mutex;
  std::condition_variable_any ended_condition;
  bool ended = false;
  int fault = 0;
  std::vector<std::string> addresses;
};

namespace {

constexpr size_t kMaxAddresses = 8;

bool is_address(const std::string& host) {
  std::array<uint8_t, sizeof(in6_addr)> octets{};
  return inet_pton(AF_INET, host.c_str(), octets.data()) == 1 || inet_pton(AF_INET6, host.c_str(), octets.data()) == 1;
}

std::vector<std::string> texts_of(const addrinfo* list) {
  std::vector<std::string> texts;
  for (; list != nullptr && texts.size() < kMaxAddresses; list = list->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(list->ai_addr, list->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
      texts.emplace_back(text.data());
    }
  }
  std::ranges::stable_partition(texts, [](const std::string& text) { return !text.contains(':'); });
  return texts;
}

template <typename Lookup>
void look_up(const std::shared_ptr<Lookup>& lookup) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int fault = getaddrinfo(lookup->host.c_str(), nullptr, &hints, &list);
  const std::scoped_lock lock(lookup->mutex);
  lookup->fault = fault;
  if (fault == 0) lookup->addresses = texts_of(list);
  if (list != nullptr) freeaddrinfo(list);
  lookup->ended = true;
  lookup->ended_condition.notify_all();
}

}  // namespace

Expected<std::vector<std::string>> HostLookup::addresses_of(const std::string& host, Instant deadline,
                                                            const std::stop_token& stop) {
  if (is_address(host)) return std::vector{host};
  // The look-up of before that still hangs is waited for rather than doubled.
  if (!unfinished_ || unfinished_->host != host) {
    unfinished_ = std::make_shared<Lookup>();
    unfinished_->host = host;
    std::thread([lookup = unfinished_] { look_up(lookup); }).detach();
  }
  const std::shared_ptr<Lookup> lookup = unfinished_;
  std::unique_lock lock(lookup->mutex);
  if (!lookup->ended_condition.wait_until(lock, stop, deadline, [&] { return lookup->ended; })) {
    return host_error(fmt::format("no answer to the look-up of {}; check the host's name servers", host));
  }
  unfinished_.reset();
  if (lookup->fault != 0) return host_error(fmt::format("{}: {}", host, gai_strerror(lookup->fault)));
  if (lookup->addresses.empty()) return host_error(fmt::format("{} has no address", host));
  return lookup->addresses;
}

}  // namespace cw::nmos
