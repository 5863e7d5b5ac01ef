list(APPEND ESSENCE_SOURCES
  audio_30/audio_assembler.cpp
  audio_30/audio_packetizer.cpp
  audio_30/pcm_codec.cpp)
