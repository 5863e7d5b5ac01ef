// For tests of discovery and registration without the daemon: a node of six resources on the network.
//   registration_probe [KEY=VALUE ...]   registry=URL domain=NAME resolver=FILE discovery=multicast|unicast|off versions=v1.2,v1.3
//                                        address=IPV4
// Prints a line for each change of state ("registered http://...") and of the facility's parameters ("system 57"). SIGUSR1 changes
// its sender; SIGUSR2 takes the sender away or brings it back; SIGINT and SIGTERM end it.
#include <fmt/core.h>
#include <signal.h>

#include <chrono>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "gateway/core/log.h"
#include "nmos/discovery/discovery.h"
#include "nmos/registration/registration.h"
#include "nmos/system_api/system_client.h"

namespace {

using cw::nmos::ResourceType;
using nlohmann::json;
using Settings = std::map<std::string, std::string>;

constexpr const char* kNode = "67c25159-ce25-4000-a66c-f31fff890265";
constexpr const char* kDevice = "9126cc2f-4c26-4c9b-a6cd-93c4381c9be5";
constexpr const char* kSource = "2aa143ac-0ab7-4d75-bc32-5c00c13d186f";
constexpr const char* kFlow = "b25a445c-8d1a-44d4-8bb8-7f5a4e4e9c8a";
constexpr const char* kSender = "171d5c80-7fff-4c23-9383-46503eb1c9c4";
constexpr const char* kReceiver = "0a5b7d8d-4b9c-4f5e-9c83-d2a4c8a0a6e2";

json resource(const char* id, json more) {
  json data{{"id", id}, {"label", "probe"}, {"description", ""}, {"tags", json::object()}};
  data.update(more);
  return data;
}

json sender() {
  return resource(kSender, {{"flow_id", kFlow},
                            {"transport", "urn:x-nmos:transport:rtp.mcast"},
                            {"device_id", kDevice},
                            {"manifest_href", "http://192.0.2.2/sdp"},
                            {"interface_bindings", {"eth0"}},
                            {"subscription", {{"receiver_id", nullptr}, {"active", false}}}});
}

cw::TaiTime now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return cw::TaiTime::from_ns((int64_t{time.tv_sec} + 37) * cw::kNsPerSecond + time.tv_nsec);
}

void fill(cw::nmos::ResourceStore& store) {
  const json node{{"href", "http://192.0.2.2/"},
                  {"caps", json::object()},
                  {"api", {{"versions", {"v1.3"}}, {"endpoints", json::array()}}},
                  {"services", json::array()},
                  {"clocks", json::array()},
                  {"interfaces", json::array()}};
  store.put(ResourceType::kNode, resource(kNode, node), now());
  const json device{{"type", "urn:x-nmos:device:generic"},
                    {"node_id", kNode},
                    {"senders", {kSender}},
                    {"receivers", {kReceiver}},
                    {"controls", json::array()}};
  store.put(ResourceType::kDevice, resource(kDevice, device), now());
  const json source{{"format", "urn:x-nmos:format:video"},
                    {"caps", json::object()},
                    {"device_id", kDevice},
                    {"parents", json::array()},
                    {"clock_name", nullptr}};
  store.put(ResourceType::kSource, resource(kSource, source), now());
  const json flow{{"format", "urn:x-nmos:format:video"},
                  {"source_id", kSource},
                  {"device_id", kDevice},
                  {"parents", json::array()},
                  {"media_type", "video/raw"}};
  store.put(ResourceType::kFlow, resource(kFlow, flow), now());
  store.put(ResourceType::kSender, sender(), now());
  const json receiver{{"device_id", kDevice},
                      {"transport", "urn:x-nmos:transport:rtp.mcast"},
                      {"interface_bindings", {"eth0"}},
                      {"subscription", {{"sender_id", nullptr}, {"active", false}}},
                      {"format", "urn:x-nmos:format:video"},
                      {"caps", {{"media_types", {"video/raw"}}}}};
  store.put(ResourceType::kReceiver, resource(kReceiver, receiver), now());
}

Settings settings_of(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const size_t equals = word.find('=');
    settings[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  return settings;
}

cw::nmos::DiscoveryConfig discovery_of(Settings& settings) {
  cw::nmos::DiscoveryConfig config;
  const std::string& way = settings["discovery"];
  config.multicast = way.empty() || way == "multicast";
  config.unicast = way.empty() || way == "unicast";
  config.domain = settings["domain"];
  if (settings.contains("resolver")) config.resolver_config = settings["resolver"];
  return config;
}

cw::nmos::RegistrationSettings registration_of(Settings& settings) {
  cw::nmos::RegistrationSettings config;
  config.registry = settings["registry"];
  config.peer.name = "probe";
  if (settings["versions"] == "v1.3") config.peer.versions = {"v1.3"};
  return config;
}

void to_stderr(cw::LogLevel, std::string_view component, std::string_view message,
               std::initializer_list<cw::LogField> fields) {
  std::string line = fmt::format("{}: {}", component, message);
  for (const auto& [key, value] : fields) line += fmt::format(" {}={}", key, value);
  fmt::print(stderr, "{}\n", line);
}

void say(const std::string& line) {
  fmt::print("{:.2f} {}\n", std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
             line);
  std::fflush(stdout);
}

/// A signal that has come within that time; 0: none.
int next_signal(const sigset_t& signals, std::chrono::milliseconds limit) {
  const timespec wait{.tv_sec = 0, .tv_nsec = limit.count() * 1'000'000};
  const int signal = sigtimedwait(&signals, nullptr, &wait);
  return signal < 0 ? 0 : signal;
}

void watch(const cw::nmos::Registration& registration, cw::nmos::ResourceStore& store, const sigset_t& signals) {
  std::string last;
  int changes = 0;
  for (int signal = 0; signal != SIGINT && signal != SIGTERM;
       signal = next_signal(signals, std::chrono::milliseconds(20))) {
    const auto change_label = [&](json& data) { data["label"] = fmt::format("change {}", ++changes); };
    if (signal == SIGUSR1) store.update(ResourceType::kSender, kSender, now(), change_label);
    if (signal == SIGUSR2 && !store.remove(ResourceType::kSender, kSender))
      store.put(ResourceType::kSender, sender(), now());
    const auto status = registration.status();
    const std::string line = fmt::format("{} {}", name_of(status.state), status.registry);
    if (line != last) say(line);
    last = line;
  }
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGUSR1, SIGUSR2, SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  cw::set_log_sink(to_stderr);
  Settings settings = settings_of(argc, argv);
  cw::nmos::ResourceStore store;
  fill(store);
  cw::nmos::Discovery discovery(discovery_of(settings));
  const auto registry_client = cw::nmos::make_http_client({.local_address = settings["address"]});
  const auto system_client = cw::nmos::make_http_client({.local_address = settings["address"]});
  auto registration = cw::nmos::Registration::create({.store = store,
                                                      .directory = discovery.directory(),
                                                      .advertiser = discovery.advertiser(),
                                                      .client = *registry_client},
                                                     registration_of(settings));
  if (!registration) {
    fmt::print(stderr, "registration_probe: {}\n", registration.error().message);
    return 1;
  }
  const auto follow = [&](const cw::nmos::SystemParameters& parameters, cw::Duration heartbeat_interval) {
    (*registration)->set_heartbeat_interval(heartbeat_interval);
    say(fmt::format("system {}", parameters.ptp_domain.value_or(0)));
  };
  cw::nmos::SystemClient system(discovery.directory(), *system_client, follow, 0);
  discovery.on_change([&] {
    (*registration)->discovery_changed();
    system.discovery_changed();
  });
  discovery.start();
  system.start();
  (*registration)->start();
  watch(**registration, store, signals);
  system.stop();
  (*registration)->stop();
  discovery.stop();
  say("stopped");
  return 0;
}
