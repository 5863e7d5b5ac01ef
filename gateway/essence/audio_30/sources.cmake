list(APPEND ESSENCE_SOURCES
  audio_30/audio_assembler.cpp
  audio_30/audio_packetizer.cpp
  audio_30/pcm_codec.cpp)
list(APPEND ESSENCE_TESTS
  audio_30/audio_assembler_test.cpp
  audio_30/audio_packetizer_test.cpp
  audio_30/pcm_codec_test.cpp)
list(APPEND ESSENCE_FUZZ audio_30)
list(APPEND ESSENCE_BENCHMARKS audio_30/audio_bench.cpp)
