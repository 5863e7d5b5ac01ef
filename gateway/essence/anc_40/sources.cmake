list(APPEND ESSENCE_SOURCES
  anc_40/anc_assembler.cpp
  anc_40/anc_packetizer.cpp
  anc_40/anc_payload.cpp)
