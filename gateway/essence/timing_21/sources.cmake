list(APPEND ESSENCE_SOURCES timing_21/sender_model.cpp)
