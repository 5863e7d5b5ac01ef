// A registry that answers anything: each octet makes one answer, or a change of the node, until the input ends. The requests have to stay
// those of IS-04 (the fake registry reads them), and once the registry behaves the node has to be registered within two minutes.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "tests/unit/nmos/registration/registration_bench.h"

namespace {

using cw::nmos::HttpResponse;
using cw::nmos::HttpResult;
using cw::test::FakeRegistry;
using cw::test::RegistrationBench;

constexpr std::array kStatuses{200, 200, 201, 201, 204, 400, 404, 404, 409, 409, 418, 500, 503, 302, 100, 0};
constexpr std::array<const char*, 4> kLocations{"", "/x-nmos/registration/v1.2/resource/nodes/n",
                                                "http://elsewhere/x-nmos/registration/v9.9/", "/x-nmos/registration/"};
constexpr std::array<const char*, 4> kBodies{"", R"({"error": 7, "debug": "d"})", "<html>", "\xFF{\"error\": \"e\"}"};

HttpResult answer(uint8_t octet) {
  const int status = kStatuses.at(octet & 15U);
  if (status == 0) return FakeRegistry::silence();
  return HttpResponse{
      .status = status, .headers = {{"Location", kLocations.at(octet >> 4U & 3U)}}, .body = kBodies.at(octet >> 6U)};
}

void check(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::span<const uint8_t> rest(data, std::min<size_t>(size, 256));
  RegistrationBench bench;
  bench.step = std::chrono::milliseconds(50);
  const auto misbehave = [&](const std::string& entry) -> std::optional<HttpResult> {
    if (rest.empty()) return std::nullopt;
    const uint8_t octet = rest.front();
    rest = rest.subspan(1);
    if (octet % 11 == 0) bench.put(cw::nmos::ResourceType::kReceiver, "r", "label \xFF" + std::to_string(rest.size()));
    if (octet % 13 == 0) bench.store.remove(cw::nmos::ResourceType::kSender, "se");
    if (octet % 17 == 0) return std::nullopt;
    check(!entry.empty());
    return answer(octet);
  };
  bench.registry("a").instead = misbehave;
  bench.registry("b").instead = misbehave;
  bench.show({"a", "b"});
  for (int minutes = 0; !rest.empty() && minutes < 60; ++minutes) bench.run_for(std::chrono::minutes(1));
  rest = {};
  bench.run_for(std::chrono::minutes(2));
  check(bench.state() == cw::nmos::RegistrationState::kRegistered);
  const auto& registry = bench.registry(RegistrationBench::host_of(bench.sut.status().registry));
  check(registry.known.contains("node n"));
  for (const auto& request : bench.requests) {
    check(request.url.starts_with("http://a/x-nmos/registration/v1.") ||
          request.url.starts_with("http://b/x-nmos/registration/v1."));
    check(request.body.empty() == (request.method == "DELETE" || request.url.contains("/health/")));
  }
  return 0;
}
