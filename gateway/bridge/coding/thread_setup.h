// Name and priority of the bridge's threads: encoders yield to packet workers and to the conform stage when cores are short.
#pragma once

#include <string>

namespace cw::bridge {

/// Of the calling thread; names longer than 15 characters are cut. `nice` is added to the
/// process's own, best effort: raising a priority (negative) needs CAP_SYS_NICE.
void set_up_thread(const std::string& name, int nice);

}  // namespace cw::bridge
