// Any datagram as the reply of a name server: to the parser, and as the answer to each question of a browse.
#include <cstdint>
#include <cstdlib>

#include "nmos/discovery/api_endpoint.h"
#include "nmos/discovery/dns_message.h"
#include "nmos/discovery/unicast_browser.h"

namespace {

class OneReply final : public cw::nmos::DnsLookup {
 public:
  explicit OneReply(const std::vector<cw::nmos::DnsRecord>& records) : records_(records) {}
  cw::Expected<std::vector<cw::nmos::DnsRecord>> ask(const cw::nmos::DnsName& name, cw::nmos::DnsType type,
                                                     std::stop_token) override {
    if (const auto question = cw::nmos::make_question(0, name, type); question && question->size() > 12 + 255 + 4)
      std::abort();
    return records_;
  }

 private:
  const std::vector<cw::nmos::DnsRecord>& records_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto reply = cw::nmos::parse_reply({data, size});
  if (!reply) return 0;
  for (const auto& record : reply->records) {
    size_t octets = 1;
    for (const auto& label : record.target) {
      if (label.empty() || label.size() > 63) std::abort();
      octets += label.size() + 1;
    }
    if (octets > 255) std::abort();
  }
  OneReply lookup(reply->records);
  const auto answer = cw::nmos::browse(lookup, "_nmos-register._tcp", "a", {});
  if (!answer) return 0;
  constexpr std::string_view kVersion = "v1.3";
  const auto endpoints =
      cw::nmos::usable_endpoints(answer->services, {.name = "registration", .versions = {&kVersion, 1}, .seed = size});
  for (const auto& endpoint : endpoints) {
    if (!endpoint.url.starts_with("http://")) std::abort();
  }
  return 0;
}
