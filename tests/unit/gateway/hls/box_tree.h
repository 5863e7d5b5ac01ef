// Finds boxes by path in what the packager wrote: "moov/trak/mdia". Boxes of fixed content before their children are stepped over.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "gateway/core/byte_reader.h"

namespace cw::test {

/// Content of the box without its 8-octet header; fails the test and is empty when absent.
inline Bytes find_box(Bytes content, std::string_view path) {
  const std::string name(path.substr(0, 4));
  const size_t fixed = name == "stsd" ? 8 : name == "avc1" ? 78 : name == "mp4a" ? 28 : 0;
  ByteReader in(content);
  while (in.remaining() >= 8) {
    const uint32_t size = in.u32();
    const Bytes type = in.bytes(4);
    const Bytes body = in.bytes(size - 8);
    if (!in.ok()) break;
    if (std::string(type.begin(), type.end()) != name) continue;
    return path.size() <= 4 ? body : find_box(body.subspan(fixed), path.substr(5));
  }
  ADD_FAILURE() << "no box " << path;
  return {};
}

}  // namespace cw::test
