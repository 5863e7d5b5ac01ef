list(APPEND ESSENCE_SOURCES timing_21/sender_model.cpp)
list(APPEND ESSENCE_TESTS timing_21/sender_model_test.cpp)
