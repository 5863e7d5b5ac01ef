#include "nmos/discovery/service.h"

#include <algorithm>
#include <cctype>

namespace cw::nmos {

void add_txt(TxtRecord& record, std::string_view entry) {
  const size_t equals = std::min(entry.find('='), entry.size());
  if (equals == 0) return;
  std::string key(entry.substr(0, equals));
  std::ranges::transform(key, key.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  record.try_emplace(std::move(key), equals < entry.size() ? entry.substr(equals + 1) : std::string_view{});
}

}  // namespace cw::nmos
