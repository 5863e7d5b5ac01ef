// bwdif through libavfilter: woven interlaced frames of one input → progressive pictures, one per field or one per frame. A picture
// comes out when the frame after its own has gone in.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "gateway/bridge/coding/av_handles.h"
#include "gateway/bridge/picture/source_picture.h"
#include "gateway/core/error.h"

struct AVFilterContext;

namespace cw::bridge {

/// One thread.
class Deinterlacer {
 public:
  enum class Pace : uint8_t { kFrames, kFields };

  /// For one format; a frame of another one needs another deinterlacer.
  [[nodiscard]] static Expected<Deinterlacer> create(const bus::VideoFormat& format, Pace pace);

  [[nodiscard]] bool takes(const bus::VideoFormat& format) const { return format == format_; }
  /// Appends what is ready to `out`. A gap in the indexes ends what was begun and starts anew.
  Expected<void> push(bus::VideoLease frame, std::vector<SourcePicture>& out);

 private:
  struct Fed {
    int64_t index = 0;
    TaiTime tai;
    bool locked = true;
  };
  Deinterlacer(const bus::VideoFormat& format, Pace pace) : format_(format), pace_(pace) {}
  Expected<void> open();
  Expected<void> feed(bus::VideoLease frame);
  void drain(std::vector<SourcePicture>& out);
  [[nodiscard]] SourcePicture picture_of(AvFramePtr frame);

  bus::VideoFormat format_;
  Pace pace_;
  AvFilterGraphPtr graph_;
  AVFilterContext* source_ = nullptr;
  AVFilterContext* sink_ = nullptr;
  std::deque<Fed> fed_;  ///< frames whose pictures are still to come
};

}  // namespace cw::bridge
