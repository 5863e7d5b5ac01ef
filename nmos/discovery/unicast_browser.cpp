#include "nmos/discovery/unicast_browser.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "gateway/core/ipv4_text.h"
#include "gateway/core/log.h"
#include "nmos/discovery/resolver_config.h"

namespace cw::nmos {
namespace {

constexpr size_t kMaxInstances = 64;
/// Nothing found is asked for more often.
constexpr std::chrono::seconds kWhileEmpty{10};

/// The records at hand; asks for what is missing.
class Records {
 public:
  Records(DnsLookup& lookup, std::stop_token stop, std::vector<DnsRecord> first)
      : lookup_(lookup), stop_(std::move(stop)), records_(std::move(first)) {}

  std::vector<DnsRecord> find(const DnsName& owner, DnsType type) {
    std::vector<DnsRecord> found = known(owner, type);
    if (!found.empty()) return found;
    if (auto more = lookup_.ask(owner, type, stop_)) {
      records_.insert(records_.end(), more->begin(), more->end());
      found = known(owner, type);
    }
    return found;
  }

 private:
  [[nodiscard]] std::vector<DnsRecord> known(const DnsName& owner, DnsType type) const {
    std::vector<DnsRecord> found;
    for (const DnsRecord& record : records_) {
      if (record.type == type && same_name(record.owner, owner)) found.push_back(record);
    }
    return found;
  }

  DnsLookup& lookup_;
  std::stop_token stop_;
  std::vector<DnsRecord> records_;
};

std::vector<DnsRecord> addresses_of(Records& records, const DnsName& host) {
  auto addresses = records.find(host, DnsType::kA);
  if (!addresses.empty()) return addresses;
  // A recursive server puts the whole chain of aliases into its reply; one step is what hosts of registries have.
  const auto alias = records.find(host, DnsType::kCname);
  return alias.empty() ? std::vector<DnsRecord>{} : records.find(alias.front().target, DnsType::kA);
}

std::optional<Service> resolve(Records& records, const DnsName& name, std::string_view domain, uint32_t& ttl_s) {
  const auto locations = records.find(name, DnsType::kSrv);
  if (name.empty() || locations.empty()) return std::nullopt;
  const DnsRecord& location = locations.front();
  Service service;
  service.instance = name.front();
  service.domain = domain;
  service.host = to_text(location.target);
  service.port = location.port;
  ttl_s = std::min(ttl_s, location.ttl_s);
  for (const DnsRecord& record : addresses_of(records, location.target)) {
    service.addresses.push_back(cw::to_text(record.address));
    ttl_s = std::min(ttl_s, record.ttl_s);
  }
  for (const DnsRecord& record : records.find(name, DnsType::kTxt)) {
    for (const std::string& entry : record.text) add_txt(service.txt, entry);
  }
  if (service.addresses.empty()) return std::nullopt;
  return service;
}

}  // namespace

Expected<UnicastAnswer> browse(DnsLookup& lookup, std::string_view type, std::string_view domain,
                               const std::stop_token& stop) {
  const DnsName name = dns_name(fmt::format("{}.{}", type, domain));
  auto pointers = lookup.ask(name, DnsType::kPtr, stop);
  if (!pointers) return std::unexpected(std::move(pointers.error()));
  constexpr uint32_t kDay = 86400;
  UnicastAnswer answer{.services = {}, .ttl_s = kDay};
  Records records(lookup, stop, std::move(*pointers));
  const auto instances = records.find(name, DnsType::kPtr);
  for (const DnsRecord& pointer : instances) {
    if (answer.services.size() == kMaxInstances || stop.stop_requested()) break;
    answer.ttl_s = std::min(answer.ttl_s, pointer.ttl_s);
    if (auto service = resolve(records, pointer.target, domain, answer.ttl_s))
      answer.services.push_back(std::move(*service));
  }
  // Servers turn the order of records round and round; that is no change.
  std::ranges::sort(answer.services, {}, &Service::instance);
  return answer;
}

Expected<UnicastAnswer> browse_domains(DnsLookup& lookup, std::string_view type,
                                       const std::vector<std::string>& domains, const std::stop_token& stop) {
  Expected<UnicastAnswer> nothing = UnicastAnswer{.services = {}, .ttl_s = static_cast<uint32_t>(kWhileEmpty.count())};
  for (const std::string& domain : domains) {
    auto answer = browse(lookup, type, domain, stop);
    if (answer && !answer->services.empty()) return answer;
    if (!answer && nothing) nothing = std::move(answer);
  }
  return nothing;
}

class UnicastBrowser::Worker {
 public:
  Worker(UnicastConfig config, ServiceTable& table) : config_(std::move(config)), table_(table) {}

  void start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    pthread_setname_np(thread_.native_handle(), "nmos-dns");
  }

  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

  void look_again() {
    const std::scoped_lock lock(mutex_);
    asked_again_ = true;
    condition_.notify_all();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kShortest{5};
  static constexpr std::chrono::seconds kLongest{60};
  /// A service stays while the servers are silent, but no longer than this.
  static constexpr std::chrono::minutes kKept{10};

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::chrono::seconds pause = browse_all(stop);
      std::unique_lock lock(mutex_);
      (void)condition_.wait_for(lock, stop, kShortest, [] { return false; });
      (void)condition_.wait_for(lock, stop, pause - kShortest, [this] { return asked_again_; });
      asked_again_ = false;
    }
  }

  /// How long until the next time.
  std::chrono::seconds browse_all(const std::stop_token& stop) {
    const ResolverConfig resolver = read_resolver_config(config_.resolver_config);
    const std::vector<std::string> domains = config_.domain.empty() ? resolver.domains : std::vector{config_.domain};
    if (resolver.servers.empty() || domains.empty()) {
      for (const std::string& type : config_.types) forget_if_old(type);
      return kLongest;
    }
    const auto lookup = make_dns_lookup(resolver.servers, config_.port);
    uint32_t ttl_s = static_cast<uint32_t>(kLongest.count());
    std::optional<Error> fault;
    for (const std::string& type : config_.types) {
      const auto answer = browse_domains(*lookup, type, domains, stop);
      if (stop.stop_requested()) return kShortest;
      ttl_s = std::min(ttl_s, answer ? answer->ttl_s : static_cast<uint32_t>(kWhileEmpty.count()));
      take(type, answer);
      if (!answer) fault = answer.error();
    }
    tell(fault);
    return std::clamp(std::chrono::seconds(ttl_s), kWhileEmpty, kLongest);
  }

  void take(const std::string& type, const Expected<UnicastAnswer>& answer) {
    if (!answer) return forget_if_old(type);
    answered_at_[type] = Clock::now();
    table_.replace(Origin::kUnicast, type, answer->services);
  }

  void forget_if_old(const std::string& type) {
    const auto found = answered_at_.find(type);
    if (found == answered_at_.end() || Clock::now() - found->second > kKept) table_.replace(Origin::kUnicast, type, {});
  }

  /// Of a whole round, when that is news: one domain may fail all the time.
  void tell(const std::optional<Error>& fault) {
    if (std::exchange(answering_, !fault) == !fault) return;
    if (fault) {
      log_warning("nmos", fault->message);
    } else {
      log_info("nmos", "the name servers answer");
    }
  }

  UnicastConfig config_;
  ServiceTable& table_;
  std::map<std::string, Clock::time_point> answered_at_;
  bool answering_ = true;
  std::mutex mutex_;
  std::condition_variable_any condition_;
  bool asked_again_ = false;
  std::jthread thread_;
};

UnicastBrowser::UnicastBrowser(UnicastConfig config, ServiceTable& table)
    : worker_(std::make_unique<Worker>(std::move(config), table)) {}
UnicastBrowser::~UnicastBrowser() = default;
void UnicastBrowser::start() { worker_->start(); }
void UnicastBrowser::look_again() { worker_->look_again(); }
void UnicastBrowser::stop() { worker_->stop(); }

}  // namespace cw::nmos
