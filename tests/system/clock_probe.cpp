// For tests against ptp4l on one machine: the true error of the gateway's media clock, read against the kernel clock that a ptp4l
// grandmaster with software stamps sends.
//   clock_probe CONFIG SECONDS   ten lines a second: seconds, state, true error in ns, the servo's estimate in ns; in between lines that
//                                begin with '#' for changes of state and grandmaster
#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>

#include "config/loader.h"
#include "gateway/app/clock/clock_unit.h"
#include "gateway/app/engine.h"

namespace {

constexpr int kReadings = 9;
constexpr auto kInterval = std::chrono::milliseconds(100);

int64_t kernel_ns() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return int64_t{time.tv_sec} * cw::kNsPerSecond + time.tv_nsec;
}

/// Media clock minus (kernel's UTC + offset), from the reading with the narrowest bracket.
int64_t true_error_ns(const cw::MediaClock& clock) {
  int64_t best = INT64_MAX;
  int64_t error = 0;
  for (int i = 0; i < kReadings; ++i) {
    const int64_t before = kernel_ns();
    const int64_t media = clock.now().ns();
    const int64_t after = kernel_ns();
    if (after - before >= best) continue;
    best = after - before;
    error = media - clock.utc_offset_s() * cw::kNsPerSecond - before - (after - before) / 2;
  }
  return error;
}

std::string grandmaster_of(const cw::app::ClockStatus& status) {
  if (!status.ptp || !status.ptp->grandmaster) return "none";
  return cw::ptp::to_string(status.ptp->grandmaster->identity);
}

void watch(const cw::app::ClockUnit& unit, std::chrono::seconds length) {
  const auto begin = std::chrono::steady_clock::now();
  std::string last;
  for (auto next = begin; next < begin + length; next += kInterval) {
    std::this_thread::sleep_until(next);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const cw::app::ClockStatus status = unit.status();
    const char* state = status.servo ? cw::ptp::name_of(status.servo->state) : "none";
    if (const std::string now = fmt::format("{} {}", state, grandmaster_of(status)); now != last) {
      last = now;
      fmt::print("# {:.2f} {}\n", seconds, now);
    }
    fmt::print("{:.2f} {} {} {}\n", seconds, state, true_error_ns(unit.clock()),
               status.servo ? status.servo->offset.count() : 0);
    std::fflush(stdout);
  }
}

int fail(const std::string& message) {
  fmt::print(stderr, "clock_probe: {}\n", message);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("usage: clock_probe CONFIG SECONDS");
  auto config = cw::config::load_config_file(argv[1]);
  if (!config) return fail(cw::config::to_text(config.error()));
  auto unit = cw::app::ClockUnit::create(config->clock);
  if (!unit) return fail(unit.error().message);
  auto engine = cw::app::Engine::create(*config, (*unit)->clock());
  if (!engine) return fail(engine.error().message);
  (*engine)->start();
  if (auto started = (*unit)->start(**engine); !started) return fail(started.error().message);
  watch(**unit, std::chrono::seconds(std::atoi(argv[2])));
  (*unit)->stop();
  (*engine)->stop();
  return 0;
}
