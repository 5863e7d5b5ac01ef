list(APPEND ESSENCE_SOURCES
  anc_40/anc_assembler.cpp
  anc_40/anc_packetizer.cpp
  anc_40/anc_payload.cpp)
list(APPEND ESSENCE_TESTS
  anc_40/anc_assembler_test.cpp
  anc_40/anc_packetizer_test.cpp
  anc_40/anc_payload_test.cpp)
list(APPEND ESSENCE_FUZZ anc_40)
list(APPEND ESSENCE_BENCHMARKS anc_40/anc_bench.cpp)
