// SHA-1 (RFC 3174), which name-based UUIDs are made with (RFC 4122 §4.3); no protection of anything rests on it. Private to nmos/model.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cw::nmos {

[[nodiscard]] std::array<uint8_t, 20> sha1(std::string_view text);

}  // namespace cw::nmos
