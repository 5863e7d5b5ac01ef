// The shape of every NMOS client: a state machine that says what to ask next and is told the answers. It does no I/O and reads no
// clock, so that tests play the server and move the time.
#pragma once

#include <optional>

#include "nmos/transport/http_client.h"

namespace cw::nmos {

/// One thread.
class HttpAgent {
 public:
  virtual ~HttpAgent() = default;
  /// The request to send now; nullopt: nothing for the moment. Each is answered before the next call.
  [[nodiscard]] virtual std::optional<HttpRequest> next(Instant now) = 0;
  virtual void answered(Instant now, const HttpResult& result) = 0;
  /// When next() is to be asked again although nothing has happened.
  [[nodiscard]] virtual Instant due() const = 0;
  /// The last request before the end, if any; its answer goes unheard.
  [[nodiscard]] virtual std::optional<HttpRequest> farewell() { return std::nullopt; }
};

}  // namespace cw::nmos
