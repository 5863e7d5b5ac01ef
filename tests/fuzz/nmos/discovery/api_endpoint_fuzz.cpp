// A URL from a config in the first line, a service's TXT record in the others: every URL that comes of them is one that the HTTP client
// takes, and is written as it was read.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "nmos/discovery/api_endpoint.h"
#include "nmos/transport/http_url.h"

namespace {

using namespace cw::nmos;

constexpr std::array<std::string_view, 2> kVersions{"v1.3", "v1.2"};

std::string_view cut_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void check_url(std::string_view text) {
  const auto url = parse_http_url(text);
  if (!url || parse_http_url("http://" + url->authority() + url->target) != *url) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const ApiWanted wanted{.name = "registration", .versions = kVersions, .seed = size};
  const std::string_view first = cut_line(text);
  if (parse_http_url(first)) check_url(first);
  if (const auto endpoint = fixed_endpoint(first, wanted)) check_url(endpoint->url);
  Service service{.instance = std::string(first),
                  .domain = "local",
                  .host = "host",
                  .addresses = {"192.0.2.1", "2001:db8::1"},
                  .port = static_cast<uint16_t>(size),
                  .txt = {}};
  while (!text.empty()) add_txt(service.txt, cut_line(text));
  const auto endpoints = usable_endpoints({&service, 1}, wanted);
  for (const ApiEndpoint& endpoint : endpoints) check_url(endpoint.url);
  if (endpoints.size() > service.addresses.size()) std::abort();
  return 0;
}
