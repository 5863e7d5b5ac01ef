// Ancillary data of the generator: ATC time code, CEA-608/708 captions with words that change, an SCTE-104 break every minute.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/anc_services/caption_builder.h"
#include "gateway/bus/anc_frame.h"
#include "gateway/bus/video_format.h"
#include "gateway/core/error.h"

namespace cw::source {

struct AncGeneratorConfig {
  FrameRate rate;
  bool interlaced = false;  ///< one AncFrame per field
  std::string ident;        ///< named in the captions
  bool timecode = true;
  bool captions = true;
  bool breaks = true;                      ///< starts at every full minute of TAI
  uint16_t break_duration_s = 20;          ///< of each minute
  uint16_t pre_roll_ms = 4000;             ///< the request comes so much before the splice
  int64_t timecode_offset_from_tai_s = 0;  ///< −37 makes it UTC
};

/// One thread. Captions go on from frame to frame, so frames must be rendered in order.
class AncGenerator {
 public:
  [[nodiscard]] static Expected<AncGenerator> create(const AncGeneratorConfig& config);

  /// Fills `frame` with the ANC packets of frame `index`; interlaced: of the given field.
  void render(bus::AncFrame& frame, int64_t index, bus::AncField field = bus::AncField::kProgressive);

 private:
  explicit AncGenerator(const AncGeneratorConfig& config);
  void add_timecode(bus::AncFrame& frame, int64_t index, bool second_field) const;
  void add_captions(bus::AncFrame& frame, int64_t index);
  void add_break(bus::AncFrame& frame, int64_t index) const;
  void queue_words(int64_t index);

  AncGeneratorConfig config_;
  anc_services::CaptionBuilder captions_;
  int64_t words_queued_for_ = -1;  // the period of TAI whose words were queued last
};

}  // namespace cw::source
