// What a controller can do to the gateway: app implements this, the Connection API (IS-05) and the Channel Mapping API (IS-08) call it
// when an activation is due. Things are named as in the config; UUIDs stay inside nmos.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"
#include "sdp/st2110/media.h"

namespace cw::nmos {

/// Where one leg of a sender goes; every "auto" has been resolved.
struct SenderLegTarget {
  bool enabled = true;  ///< rtp_enabled
  Ipv4Address source;
  uint16_t source_port = 5004;
  Ipv4Address destination;
  uint16_t destination_port = 5004;
  bool operator==(const SenderLegTarget&) const = default;
};

struct SenderActivation {
  std::string name;                   ///< SenderDescription::name
  bool master_enable = false;         ///< false: nothing is sent
  std::vector<SenderLegTarget> legs;  ///< as many as the description has
  bool operator==(const SenderActivation&) const = default;
};

/// Where one leg of a receiver comes from.
struct ReceiverLegTarget {
  bool enabled = true;
  Ipv4Address source;     ///< 0: any
  Ipv4Address multicast;  ///< 0: unicast to this interface
  Ipv4Address interface;
  uint16_t destination_port = 5004;
  bool operator==(const ReceiverLegTarget&) const = default;
};

struct ReceiverActivation {
  std::string name;
  bool master_enable = false;           ///< false: nothing is received, its groups are left
  std::vector<ReceiverLegTarget> legs;  ///< as many as the description has
  std::optional<sdp::St2110Media>
      media;  ///< from the transport file: format and payload type; nullopt: they stay as they are
  bool operator==(const ReceiverActivation&) const = default;
};

/// One channel of an IS-08 output.
struct AudioRoute {
  std::string output;  ///< MappingOutput::name
  uint32_t output_channel = 0;
  std::optional<std::string> input;  ///< MappingInput::name; nullopt: silence
  uint32_t input_channel = 0;
  bool operator==(const AudioRoute&) const = default;
};

/// Parameters of the facility from IS-09.
struct SystemParameters {
  std::optional<uint8_t> ptp_domain;
  std::optional<uint8_t> ptp_announce_timeout;
  std::optional<std::string> syslog_host;  ///< of "syslog": over UDP
  uint16_t syslog_port = 514;
  bool operator==(const SystemParameters&) const = default;
};

/// Called from one nmos thread at a time (now() and apply() apart: from any), never from the packet path; calls come back within some
/// 100 ms. What an implementation may do meanwhile is to update the node; requests that change something would wait for this one.
class Equipment {
 public:
  virtual ~Equipment() = default;

  /// Whether the receiver could take this format; the error says why not, in words for the controller.
  [[nodiscard]] virtual Expected<void> accepts(const std::string& receiver, const sdp::St2110Media& media) const = 0;

  /// All of them as near to one moment as can be, each make-before-break; one result per activation, in order. What fails keeps running
  /// as it was.
  [[nodiscard]] virtual std::vector<Expected<void>> activate(std::span<const SenderActivation> activations) = 0;
  [[nodiscard]] virtual std::vector<Expected<void>> activate(std::span<const ReceiverActivation> activations) = 0;
  /// All or nothing. Channels that are not named keep their route.
  [[nodiscard]] virtual Expected<void> route(std::span<const AudioRoute> routes) = 0;

  /// The transport file of a sender as it is active now, with the present clock (application/sdp).
  [[nodiscard]] virtual std::string sender_sdp(const std::string& sender) const = 0;
  [[nodiscard]] virtual TaiTime now() const = 0;
  /// IS-09; what cannot be followed without a restart is logged by the implementation.
  virtual void apply(const SystemParameters& parameters) = 0;
};

}  // namespace cw::nmos
