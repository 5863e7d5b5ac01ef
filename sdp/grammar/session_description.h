// An SDP as RFC 8866 (and 4566 before it) sees it: sections of typed lines, attributes with their values uninterpreted. What they
// mean for ST 2110 is read in sdp/st2110. `line` counts from 1, is 0 in what was not parsed, and takes no part in comparisons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cw::sdp {

/// a=name or a=name:value. The value is kept with its blanks.
struct Attribute {
  std::string name;
  std::string value;
  size_t line = 0;
  bool operator==(const Attribute& other) const { return name == other.name && value == other.value; }
};

/// c=IN IP4 239.1.2.3/64 or, for `count` addresses from there on, c=IN IP4 239.1.2.3/64/3
struct Connection {
  std::string address_type = "IP4";
  std::string address;
  std::optional<uint8_t> ttl;  ///< IP4 only
  uint16_t count = 1;
  size_t line = 0;
  bool operator==(const Connection& other) const {
    return address_type == other.address_type && address == other.address && ttl == other.ttl && count == other.count;
  }
};

/// o=
struct Origin {
  std::string user_name = "-";
  uint64_t session_id = 0;
  uint64_t session_version = 0;
  std::string address_type = "IP4";
  std::string address = "0.0.0.0";
  bool operator==(const Origin&) const = default;
};

/// A line of type u, e, p, b, t, r, z or k: its value is not interpreted here.
struct OtherLine {
  char type = 'b';
  std::string value;
  size_t line = 0;
  bool operator==(const OtherLine& other) const { return type == other.type && value == other.value; }
};

/// What session and media sections share.
struct Section {
  std::string title;                    ///< i=
  std::vector<Connection> connections;  ///< c=; at most one in the session
  std::vector<OtherLine> others;
  std::vector<Attribute> attributes;
  size_t line = 0;
  bool operator==(const Section& other) const {
    return title == other.title && connections == other.connections && others == other.others &&
           attributes == other.attributes;
  }

  /// First attribute of that name; nullptr when there is none.
  [[nodiscard]] const Attribute* find(std::string_view name) const {
    for (const Attribute& attribute : attributes) {
      if (attribute.name == name) return &attribute;
    }
    return nullptr;
  }
};

struct MediaDescription {
  std::string type;  ///< video, audio, application
  uint16_t port = 0;
  uint16_t port_count = 1;  ///< m=video 5004/2
  std::string protocol = "RTP/AVP";
  std::vector<std::string> formats;
  Section section;
  bool operator==(const MediaDescription&) const = default;
};

struct SessionDescription {
  Origin origin;
  std::string name = "-";  ///< s=
  Section section;
  std::vector<MediaDescription> media;
  bool operator==(const SessionDescription&) const = default;
};

}  // namespace cw::sdp
