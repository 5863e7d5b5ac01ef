# What holds for every target: language level, compiler cache, warnings, sanitizers, output folders.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(THREADS_PREFER_PTHREAD_FLAG ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# Line tables are enough for backtraces and halve the time that full debug info costs.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

# Paths below the base folder are hashed as relative ones, so that every checkout and build folder shares one cache.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${CCACHE_PROGRAM}")
endif()

# -Wrestrict of g++ 12 sees overlaps in std::string that are not there (GCC bug 105651).
add_library(cw_warnings INTERFACE)
target_compile_options(cw_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow
  $<$<BOOL:${CAUSEWAY_WERROR}>:-Werror>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>)

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" AND CAUSEWAY_MARCH)
  add_compile_options("-march=${CAUSEWAY_MARCH}")
endif()

if(CAUSEWAY_SANITIZE)
  add_compile_options("-fsanitize=${CAUSEWAY_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options("-fsanitize=${CAUSEWAY_SANITIZE}")
endif()
if(CAUSEWAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  set(CAUSEWAY_TESTS OFF)
  set(CAUSEWAY_BENCHMARKS OFF)
endif()
