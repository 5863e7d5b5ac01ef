#include "nmos/discovery/api_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <optional>
#include <tuple>

#include "nmos/transport/http_url.h"

namespace cw::nmos {
namespace {

constexpr uint32_t kNoPriority = std::numeric_limits<uint32_t>::max();

struct Candidate {
  size_t version_rank = 0;
  uint64_t lot = 0;
  ApiEndpoint endpoint;
};

std::string_view value_of(const TxtRecord& txt, std::string_view key, std::string_view otherwise) {
  const auto found = txt.find(key);
  return found == txt.end() ? otherwise : std::string_view(found->second);
}

bool lists(std::string_view versions, std::string_view wanted) {
  while (!versions.empty()) {
    const size_t comma = std::min(versions.find(','), versions.size());
    std::string_view version = versions.substr(0, comma);
    while (version.starts_with(' ')) version.remove_prefix(1);
    while (version.ends_with(' ')) version.remove_suffix(1);
    if (version == wanted) return true;
    versions.remove_prefix(std::min(comma + 1, versions.size()));
  }
  return false;
}

/// Position in `ours` of the best version that is in the list.
std::optional<size_t> best_version(std::string_view versions, std::span<const std::string_view> ours) {
  const auto best = std::ranges::find_if(ours, [&](std::string_view version) { return lists(versions, version); });
  if (best == ours.end()) return std::nullopt;
  return static_cast<size_t>(best - ours.begin());
}

uint32_t priority_of(const TxtRecord& txt) {
  const std::string_view text = value_of(txt, "pri", "");
  uint32_t priority = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), priority);
  return error == std::errc{} && end == text.data() + text.size() ? priority : kNoPriority;
}

/// FNV-1a, mixed; std::hash is not random enough on short names that differ in one character.
uint64_t lot_of(const Service& service, uint64_t seed) {
  uint64_t lot = 14695981039346656037ULL ^ seed;
  for (const char c : service.instance + '.' + service.domain) {
    lot = (lot ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  lot ^= lot >> 33U;
  lot *= 0xff51afd7ed558ccdULL;
  return lot ^ (lot >> 33U);
}

std::string url_of(std::string_view authority, std::string_view api, std::string_view version) {
  return fmt::format("http://{}/x-nmos/{}/{}", authority, api, version);
}

bool is_reachable_without_rights(const TxtRecord& txt) {
  return value_of(txt, "api_proto", "http") == "http" && value_of(txt, "api_auth", "false") != "true";
}

}  // namespace

std::vector<ApiEndpoint> usable_endpoints(std::span<const Service> services, const ApiWanted& wanted) {
  std::vector<Candidate> candidates;
  for (const Service& service : services) {
    const auto rank = best_version(value_of(service.txt, "api_ver", ""), wanted.versions);
    if (!rank || service.port == 0 || !is_reachable_without_rights(service.txt)) continue;
    const std::string_view version = wanted.versions[*rank];
    for (const std::string& address : service.addresses) {
      const std::string authority = HttpUrl{.host = address, .port = service.port, .target = {}}.authority();
      candidates.push_back({*rank,
                            lot_of(service, wanted.seed),
                            {url_of(authority, wanted.name, version), std::string(version), priority_of(service.txt)}});
    }
  }
  std::ranges::stable_sort(candidates, {}, [](const Candidate& candidate) {
    return std::tuple(candidate.version_rank, candidate.endpoint.priority, candidate.lot);
  });
  std::vector<ApiEndpoint> endpoints;
  for (Candidate& candidate : candidates) {
    const bool is_known = std::ranges::find(endpoints, candidate.endpoint.url, &ApiEndpoint::url) != endpoints.end();
    if (!is_known) endpoints.push_back(std::move(candidate.endpoint));
  }
  return endpoints;
}

Expected<ApiEndpoint> fixed_endpoint(std::string_view url, const ApiWanted& wanted) {
  const auto parsed = parse_http_url(url);
  if (!parsed) return std::unexpected(parsed.error());
  std::string_view target = parsed->target;
  if (target.ends_with('/')) target.remove_suffix(1);
  for (const std::string_view version : wanted.versions) {
    if (target.empty() || target == fmt::format("/x-nmos/{}/{}", wanted.name, version)) {
      return ApiEndpoint{url_of(parsed->authority(), wanted.name, version), std::string(version), 0};
    }
  }
  return input_error(fmt::format("'{}' is no {} API; allowed is http://HOST:PORT or http://HOST:PORT/x-nmos/{}/{}", url,
                                 wanted.name, wanted.name, fmt::join(wanted.versions, "|")));
}

}  // namespace cw::nmos
