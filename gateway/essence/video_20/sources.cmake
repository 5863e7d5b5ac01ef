list(APPEND ESSENCE_SOURCES
  video_20/frame_in_assembly.cpp
  video_20/frame_order.cpp
  video_20/packet_cutter.cpp
  video_20/packet_schedule.cpp
  video_20/pgroup/pack_avx2.cpp
  video_20/pgroup/pack_avx512.cpp
  video_20/pgroup/pack_scalar.cpp
  video_20/pgroup/pgroup_kernels.cpp
  video_20/pgroup/unpack_avx2.cpp
  video_20/pgroup/unpack_avx512.cpp
  video_20/pgroup/unpack_scalar.cpp
  video_20/raster_watch.cpp
  video_20/video_assembler.cpp
  video_20/video_assembler_frames.cpp
  video_20/video_packetizer.cpp
  video_20/video_raster.cpp)
list(APPEND ESSENCE_TESTS
  video_20/coverage_map_test.cpp
  video_20/frame_order_test.cpp
  video_20/packet_cutter_test.cpp
  video_20/packet_schedule_test.cpp
  video_20/pgroup/pgroup_kernels_test.cpp
  video_20/raster_watch_test.cpp
  video_20/sample_row_data_test.cpp
  video_20/video_assembler_fields_test.cpp
  video_20/video_assembler_test.cpp
  video_20/video_packetizer_test.cpp
  video_20/video_round_trip_test.cpp)
list(APPEND ESSENCE_BENCHMARKS
  video_20/pgroup_bench.cpp
  video_20/video_bench.cpp)
list(APPEND ESSENCE_FUZZ
  video_20)
