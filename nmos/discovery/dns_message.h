// DNS messages (RFC 1035) as far as DNS-SD needs them: a question out, PTR, SRV, TXT and A records in. Bounds-checked: the octets come
// from the network. Private to nmos/discovery.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/byte_reader.h"
#include "gateway/core/error.h"
#include "gateway/core/packet.h"

namespace cw::nmos {

enum class DnsType : uint16_t { kA = 1, kCname = 5, kPtr = 12, kTxt = 16, kSrv = 33 };

/// Labels, since that of an instance may hold dots.
using DnsName = std::vector<std::string>;
/// "a.b.example", with or without a dot at the end; empty labels are left out.
[[nodiscard]] DnsName dns_name(std::string_view text);
[[nodiscard]] std::string to_text(const DnsName& name);
/// ASCII case is not significant.
[[nodiscard]] bool same_name(const DnsName& a, const DnsName& b);

struct DnsRecord {
  DnsName owner;
  DnsType type = DnsType::kA;
  uint32_t ttl_s = 0;
  DnsName target;                 ///< PTR, CNAME, SRV
  uint16_t port = 0;              ///< SRV
  Ipv4Address address;            ///< A
  std::vector<std::string> text;  ///< TXT
};

struct DnsReply {
  uint16_t id = 0;
  bool truncated = false;
  uint8_t code = 0;                ///< 0 no error, 3 no such name
  std::vector<DnsRecord> records;  ///< answers and additional ones, of the types above
};

/// A recursive question, class IN. Error kInput: a label of more than 63 octets, a name of more than 255.
[[nodiscard]] Expected<std::vector<uint8_t>> make_question(uint16_t id, const DnsName& name, DnsType type);
/// Error kInput: no reply, or cut short, or with names that never end. What a truncated reply holds is not looked at.
[[nodiscard]] Expected<DnsReply> parse_reply(Bytes message);

}  // namespace cw::nmos
