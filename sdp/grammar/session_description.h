// An SDP as RFC 4566 sees it: sections of typed lines, attributes with their values uninterpreted. What they mean for ST 2110 is read
// in sdp/st2110.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cw::sdp {

/// a=name or a=name:value. `line` counts from 1 and is 0 in descriptions that were not parsed; it does not take part in comparisons.
struct Attribute {
  std::string name;
  std::string value;
  size_t line = 0;
  bool operator==(const Attribute& other) const { return name == other.name && value == other.value; }
};

/// c=IN IP4 239.1.2.3/64
struct Connection {
  std::string address_type = "IP4";
  std::string address;
  std::optional<uint8_t> ttl;
  size_t line = 0;
  bool operator==(const Connection& other) const {
    return address_type == other.address_type && address == other.address && ttl == other.ttl;
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

/// A line of a type that carries nothing for us (b=, k=, u=, ...), kept for the way back.
struct OtherLine {
  char type = 'b';
  std::string value;
  bool operator==(const OtherLine&) const = default;
};

/// What session and media sections share.
struct Section {
  std::string title;  ///< i=
  std::optional<Connection> connection;
  std::vector<OtherLine> others;
  std::vector<Attribute> attributes;
  size_t line = 0;
  bool operator==(const Section& other) const {
    return title == other.title && connection == other.connection && others == other.others &&
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
