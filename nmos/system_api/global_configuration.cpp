#include "nmos/system_api/global_configuration.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

namespace cw::nmos {
namespace {

using Json = nlohmann::json;

constexpr uint16_t kSyslogPort = 514;
/// Of a host name, and more than a UUID or a version has.
constexpr size_t kMaxText = 253;

/// Reads members; remembers the first fault.
class Reader {
 public:
  explicit Reader(const Json& root) : root_(root) {}

  [[nodiscard]] const std::string& fault() const { return fault_; }

  std::string text(const char* key) {
    const auto* text = root_.contains(key) ? root_[key].get_ptr<const std::string*>() : nullptr;
    if (text != nullptr && text->size() <= kMaxText) return *text;
    fail(fmt::format("'{}' is no text of at most {} octets", key, kMaxText));
    return {};
  }

  struct Range {
    int64_t least;
    int64_t greatest;
  };
  int64_t number(const char* part, const char* key, Range range) {
    const std::optional<int64_t> value = integer(part, key);
    if (value && *value >= range.least && *value <= range.greatest) return *value;
    fail(fmt::format("'{}/{}' is no integer of {} to {}", part, key, range.least, range.greatest));
    return range.least;
  }

  /// Nullopt: there is no such server.
  std::optional<std::string> host(const char* part) {
    if (!root_.contains(part)) return std::nullopt;
    const Json& server = root_[part];
    if (!server.is_object()) return fail(fmt::format("'{}' is no object", part)), std::nullopt;
    if (!server.contains("hostname")) return std::nullopt;
    const Json& name = server["hostname"];
    const auto* text = name.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > kMaxText) {
      return fail(fmt::format("'{}/hostname' is no name of a host", part)), std::nullopt;
    }
    return *text;
  }

  uint16_t port(const char* part, uint16_t otherwise) {
    if (!root_[part].contains("port")) return otherwise;
    return static_cast<uint16_t>(number(part, "port", {1, 65535}));
  }

 private:
  std::optional<int64_t> integer(const char* part, const char* key) {
    if (!root_.contains(part) || !root_[part].is_object() || !root_[part].contains(key)) return std::nullopt;
    const Json& value = root_[part][key];
    if (!value.is_number_integer()) return std::nullopt;
    return value.get<int64_t>();
  }

  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const Json& root_;
  std::string fault_;
};

/// "syslog" is over UDP (RFC 5426), "syslogv2" over TLS (RFC 5425), which the gateway's log does not speak.
void read_syslog(Reader& reader, GlobalConfiguration& configuration) {
  SystemParameters& parameters = configuration.parameters;
  parameters.syslog_host = reader.host("syslog");
  if (parameters.syslog_host) parameters.syslog_port = reader.port("syslog", kSyslogPort);
  configuration.syslog_over_tls_only = reader.host("syslogv2") && !parameters.syslog_host;
}

}  // namespace

Expected<GlobalConfiguration> parse_global_configuration(std::string_view text) {
  const Json root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return input_error("the global configuration is no JSON object");
  Reader reader(root);
  GlobalConfiguration configuration;
  configuration.id = reader.text("id");
  configuration.version = reader.text("version");
  configuration.heartbeat_interval = std::chrono::seconds{reader.number("is04", "heartbeat_interval", {1, 1000})};
  SystemParameters& parameters = configuration.parameters;
  parameters.ptp_domain = static_cast<uint8_t>(reader.number("ptp", "domain_number", {0, 127}));
  parameters.ptp_announce_timeout = static_cast<uint8_t>(reader.number("ptp", "announce_receipt_timeout", {2, 10}));
  read_syslog(reader, configuration);
  if (!reader.fault().empty()) return input_error("the global configuration is not followed: " + reader.fault());
  return configuration;
}

}  // namespace cw::nmos
