#include "gateway/bridge/coding/thread_setup.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace cw::bridge {

void set_up_thread(const std::string& name, int nice) {
  constexpr size_t kMaxName = 15;
  pthread_setname_np(pthread_self(), name.substr(0, kMaxName).c_str());
  const auto self = static_cast<id_t>(gettid());
  if (nice != 0) setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + nice);
}

}  // namespace cw::bridge
