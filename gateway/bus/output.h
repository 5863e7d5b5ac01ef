// Where a stage hands on what it made. One virtual call per frame, block or unit; the implementation decides who gets it (a ring per
// consumer in app, a list in tests).
#pragma once

#include <cstddef>

#include "gateway/bus/coded_unit.h"

namespace cw::bus {

template <typename T>
class Output {
 public:
  virtual ~Output() = default;
  /// Takes the value; never blocks. What a consumer has no room for is dropped and counted by the implementation.
  virtual void publish(T value) = 0;
};

/// Takes the coded units of one channel. Calls come from encoder threads, one thread at a time per rendition; implementations that
/// serve several renditions lock for themselves.
class CodedSink {
 public:
  virtual ~CodedSink() = default;
  virtual void on_video(size_t rendition, const CodedUnitPtr& unit) = 0;
  virtual void on_audio(size_t track, const CodedUnitPtr& unit) = 0;
};

}  // namespace cw::bus
