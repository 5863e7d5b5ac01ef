// Operational failures (bad SDP, NIC down) as values. Handled and logged once, by whoever can act on them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace cw {

/// Whose fault it is; the CLI's exit code follows it.
enum class Fault : uint8_t {
  kInput = 1,  ///< a file, an SDP, a config or a peer's data is wrong
  kUsage = 2,  ///< the command line is wrong
  kHost = 3,   ///< the machine lacks something: device, driver, privilege, port, disk
};

/// What is wrong and what to do about it, in one sentence each, for the user's eyes.
struct Error {
  Fault fault = Fault::kInput;
  std::string message;
};

template <typename T>
using Expected = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> input_error(std::string message) {
  return std::unexpected(Error{Fault::kInput, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Error> host_error(std::string message) {
  return std::unexpected(Error{Fault::kHost, std::move(message)});
}

}  // namespace cw
