# Every third-party library, looked up once. A module names the imported target in PRIVATE_LIBS; all come from Debian 12.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(dpdk REQUIRED IMPORTED_TARGET libdpdk)
pkg_check_modules(pcap REQUIRED IMPORTED_TARGET libpcap)
pkg_check_modules(ffmpeg REQUIRED IMPORTED_TARGET
  libavcodec libavformat libavfilter libavutil libswscale libswresample)
pkg_check_modules(srt REQUIRED IMPORTED_TARGET srt)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(avahi REQUIRED IMPORTED_TARGET avahi-client)

find_package(Boost 1.81 REQUIRED)                # Boost::headers
find_package(fmt REQUIRED)                       # fmt::fmt
find_package(spdlog REQUIRED)                    # spdlog::spdlog
find_package(CLI11 REQUIRED)                     # CLI11::CLI11
find_package(nlohmann_json REQUIRED)             # nlohmann_json::nlohmann_json
find_package(valijson REQUIRED)                  # ValiJSON::valijson
find_package(prometheus-cpp REQUIRED CONFIG)     # prometheus-cpp::core

# `make run` on a new machine installs no test packages; `make test` does.
if(CAUSEWAY_TESTS)
  find_package(GTest QUIET)                      # GTest::gtest GTest::gmock
  if(NOT TARGET GTest::gmock)
    message(STATUS "libgtest-dev and libgmock-dev are not installed: tests are left out")
    set(CAUSEWAY_TESTS OFF)
  endif()
endif()
if(CAUSEWAY_BENCHMARKS)
  find_package(benchmark QUIET)                  # benchmark::benchmark
  if(NOT TARGET benchmark::benchmark)
    message(STATUS "libbenchmark-dev is not installed: benchmarks are left out")
    set(CAUSEWAY_BENCHMARKS OFF)
  endif()
endif()

# DPDK's flags name a CPU (-march=corei7) that would fight with ours, and "-include rte_config.h", which CMake
# must not split. Its drivers are plug-ins that the shared libraries load from their own folder at run time.
get_target_property(dpdk_options PkgConfig::dpdk INTERFACE_COMPILE_OPTIONS)
list(FILTER dpdk_options EXCLUDE REGEX "^-march=|^-include|rte_config\\.h$")
set_target_properties(PkgConfig::dpdk PROPERTIES
  INTERFACE_COMPILE_OPTIONS "${dpdk_options};SHELL:-include rte_config.h")
