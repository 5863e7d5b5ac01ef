# causeway_module(rtp                 library target cw_rtp
#   SOURCES leg_merger.cpp ...        relative to the folder; none makes it header-only
#   AVX2_SOURCES / AVX512_SOURCES ... kernels compiled for more than the baseline CPU, called after a run-time check
#   DEPENDS core bus                  our modules (cw_core, cw_bus), visible to those who use this one
#   PRIVATE_LIBS PkgConfig::pcap ...  third-party targets, hidden from those who use this one
#   TESTS leg_merger_test.cpp ...     below tests/unit/<folder>/      -> executable test_<name>, label unit
#   COMPONENT_TESTS x_test.cpp ...    below tests/component/          -> executable component_<name>, label component
#   TEST_LIBS ...                     further libraries (or cw_ modules) that only the tests need
#   FUZZ packet ...                   tests/fuzz/<folder>/packet_fuzz.cpp -> executable fuzz_packet (fuzz preset)
#   BENCHMARKS merge_bench.cpp ...    below benchmarks/<folder without gateway/>  -> executable bench_<name>
#   BENCHMARK_LIBS ...
#   EXECUTABLE causeway MAIN main.cpp an executable in bin/ made of one file and this library
# )
# The public include folder of every module is the root of the repository.
function(causeway_module name)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "EXECUTABLE;MAIN"
    "SOURCES;HEADERS;AVX2_SOURCES;AVX512_SOURCES;DEPENDS;PRIVATE_LIBS;TESTS;COMPONENT_TESTS;TEST_LIBS;FUZZ;BENCHMARKS;BENCHMARK_LIBS")
  if(M_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "causeway_module(${name}): unknown arguments ${M_UNPARSED_ARGUMENTS}")
  endif()
  file(RELATIVE_PATH folder "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REGEX REPLACE "^gateway/" "" bench_folder "${folder}")

  causeway_existing(M_SOURCES "${CMAKE_CURRENT_SOURCE_DIR}/")
  causeway_existing(M_TESTS "${CMAKE_SOURCE_DIR}/tests/unit/${folder}/")
  causeway_existing(M_COMPONENT_TESTS "${CMAKE_SOURCE_DIR}/tests/component/")
  causeway_existing(M_BENCHMARKS "${CMAKE_SOURCE_DIR}/benchmarks/${bench_folder}/")
  causeway_library(${name})
  if(M_TESTS AND CAUSEWAY_TESTS)
    causeway_gtest(test_${name} LABEL unit PREFIX ${name} SOURCES ${M_TESTS} LIBS cw_${name} ${M_TEST_LIBS})
  endif()
  if(M_COMPONENT_TESTS AND CAUSEWAY_TESTS)
    causeway_gtest(component_${name} LABEL component PREFIX component.${name}
      SOURCES ${M_COMPONENT_TESTS} LIBS cw_${name} ${M_TEST_LIBS})
  endif()
  list(TRANSFORM M_FUZZ APPEND "_fuzz.cpp")
  causeway_existing(M_FUZZ "${CMAKE_SOURCE_DIR}/tests/fuzz/${folder}/")
  foreach(source IN LISTS M_FUZZ)
    causeway_fuzz("${source}" cw_${name})
  endforeach()
  if(M_BENCHMARKS AND CAUSEWAY_BENCHMARKS)
    causeway_benchmark(bench_${name} ${M_BENCHMARKS} LIBS cw_${name} ${M_BENCHMARK_LIBS})
  endif()
  if(M_EXECUTABLE AND NOT CAUSEWAY_FUZZ)
    add_executable(${M_EXECUTABLE} ${M_MAIN})
    target_link_libraries(${M_EXECUTABLE} PRIVATE cw_${name} ${M_PRIVATE_LIBS} cw_warnings)
  endif()
endfunction()

# Makes the listed files absolute. One that does not exist yet is left out with a warning, but never in CI.
function(causeway_existing variable prefix)
  set(found "")
  foreach(file IN LISTS ${variable})
    if(EXISTS "${prefix}${file}")
      list(APPEND found "${prefix}${file}")
    elseif(DEFINED ENV{CI})
      message(FATAL_ERROR "listed but absent: ${prefix}${file}")
    else()
      message(WARNING "listed but absent: ${prefix}${file}")
    endif()
  endforeach()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# The library itself; reads the M_ variables of causeway_module().
function(causeway_library name)
  set(sources ${M_SOURCES} ${M_AVX2_SOURCES} ${M_AVX512_SOURCES})
  list(TRANSFORM M_DEPENDS PREPEND "cw_")
  if(NOT sources)
    add_library(cw_${name} INTERFACE)
    target_include_directories(cw_${name} INTERFACE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(cw_${name} INTERFACE ${M_DEPENDS} ${M_PRIVATE_LIBS})
    return()
  endif()
  add_library(cw_${name} STATIC ${sources})
  target_include_directories(cw_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(cw_${name} PUBLIC ${M_DEPENDS} PRIVATE ${M_PRIVATE_LIBS} cw_warnings)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # The intrinsics of g++ 12 build their undefined vectors out of themselves and warn about it.
    set(quiet "-Wno-uninitialized;-Wno-maybe-uninitialized")
    set_source_files_properties(${M_AVX2_SOURCES} PROPERTIES
      COMPILE_OPTIONS "-mavx2;-mfma;-mbmi;-mbmi2;-mlzcnt;-mmovbe;-mf16c;${quiet}")
    set_source_files_properties(${M_AVX512_SOURCES} PROPERTIES
      COMPILE_OPTIONS "-march=icelake-server;-mprefer-vector-width=512;${quiet}")
  endif()
endfunction()

# causeway_gtest(target LABEL unit PREFIX rtp SOURCES ... LIBS ... [TIMEOUT s] [RUN_SERIAL])
# One executable; one ctest entry per TEST, so that every skip and every failure is seen by name.
function(causeway_gtest target)
  cmake_parse_arguments(PARSE_ARGV 1 T "RUN_SERIAL" "LABEL;PREFIX;TIMEOUT" "SOURCES;LIBS")
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  add_executable(${target} ${T_SOURCES})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${T_LIBS} cw_test_support GTest::gmock GTest::gtest cw_warnings)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
  if(CAUSEWAY_SANITIZE)
    # Sanitizers of this age do not survive every random memory layout.
    set_target_properties(${target} PROPERTIES CROSSCOMPILING_EMULATOR "setarch;--addr-no-randomize")
  endif()
  gtest_discover_tests(${target} TEST_PREFIX "${T_PREFIX}." DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${T_LABEL} TIMEOUT ${T_TIMEOUT} SKIP_RETURN_CODE 77 RUN_SERIAL ${T_RUN_SERIAL})
endfunction()

# A test against real peers or one that needs the machine for itself: causeway_system_test(NAME x COMMAND ... [TIMEOUT s])
# Exit code 77 or a skip of Python's unittest means skipped; what may skip is listed in tests/expected_skips.txt.
function(causeway_system_test)
  cmake_parse_arguments(PARSE_ARGV 0 T "" "NAME;TIMEOUT" "COMMAND")
  if(NOT CAUSEWAY_TESTS OR CAUSEWAY_SANITIZE)
    return()
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 300)
  endif()
  add_test(NAME system.${T_NAME} COMMAND "${CMAKE_SOURCE_DIR}/tests/run_system_test.sh" ${T_COMMAND}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  set_tests_properties(system.${T_NAME} PROPERTIES LABELS system RUN_SERIAL ON SKIP_RETURN_CODE 77 TIMEOUT ${T_TIMEOUT}
    ENVIRONMENT "CAUSEWAY_BINARY=${CMAKE_BINARY_DIR}/bin/causeway;CAUSEWAY_BUILD_DIR=${CMAKE_BINARY_DIR}")
endfunction()

# In the fuzz preset: the target. In the release preset: a ctest entry that runs what the fuzz preset has built.
function(causeway_fuzz source library)
  string(REGEX REPLACE "^.*/([^/]*)_fuzz\\.cpp$" "\\1" name "${source}")
  if(CAUSEWAY_FUZZ)
    add_executable(fuzz_${name} "${source}")
    target_include_directories(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(fuzz_${name} PRIVATE ${library} cw_warnings)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
    add_dependencies(fuzz_targets fuzz_${name})
  elseif(CAUSEWAY_TESTS AND NOT CAUSEWAY_SANITIZE)
    add_test(NAME fuzz.${name} COMMAND "${CMAKE_SOURCE_DIR}/tests/fuzz/run.sh" ${name} "${source}")
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz SKIP_RETURN_CODE 77 TIMEOUT 100000)
  endif()
endfunction()

function(causeway_benchmark target)
  cmake_parse_arguments(PARSE_ARGV 1 B "" "" "LIBS")
  add_executable(${target} ${B_UNPARSED_ARGUMENTS})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${B_LIBS} benchmark::benchmark benchmark::benchmark_main cw_warnings)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/benchmarks")
  add_dependencies(benchmarks ${target})
endfunction()

if(CAUSEWAY_TESTS)
  include(GoogleTest)
endif()
if(CAUSEWAY_FUZZ)
  add_custom_target(fuzz_targets)
endif()
if(CAUSEWAY_BENCHMARKS)
  add_custom_target(benchmarks)
endif()
