#include "sdp/st2110/writer.h"

#include <fmt/format.h>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/writer.h"
#include "sdp/st2110/anc_parameters.h"
#include "sdp/st2110/audio_parameters.h"
#include "sdp/st2110/leg_attributes.h"
#include "sdp/st2110/video_parameters.h"

namespace cw::sdp {
namespace {

/// The part of a media section that both legs share.
class EssenceLines {
 public:
  EssenceLines(MediaDescription& media, PayloadType payload_type) : media_(media), payload_type_(payload_type.value) {}

  void operator()(const VideoParameters& video) const { add("video", "raw/90000", write_video(video)); }
  void operator()(const AncParameters& anc) const { add("video", "smpte291/90000", write_anc(anc)); }
  void operator()(const AudioParameters& audio) const {
    add("audio", audio_rtpmap(audio), write_audio(audio));
    media_.section.attributes.push_back({"ptime", ptime_text(audio.packet_time_us)});
  }

 private:
  void add(const char* type, const std::string& format, const std::string& fmtp) const {
    media_.type = type;
    media_.formats = {fmt::format("{}", payload_type_)};
    media_.section.attributes.push_back({"rtpmap", fmt::format("{} {}", payload_type_, format)});
    if (!fmtp.empty()) media_.section.attributes.push_back({"fmtp", fmt::format("{} {}", payload_type_, fmtp)});
  }

  MediaDescription& media_;
  unsigned payload_type_;
};

MediaDescription describe_leg(const St2110Media& media, const MediaLeg& leg) {
  MediaDescription result;
  result.section.title = media.title;
  std::visit(EssenceLines(result, media.payload_type), media.parameters);
  write_leg(leg, result);
  return result;
}

void add_media(const St2110Media& media, size_t index, SessionDescription& session) {
  std::string group = "DUP";
  for (size_t leg = 0; leg < media.legs.size(); ++leg) {
    MediaLeg named = media.legs[leg];
    if (media.legs.size() > 1 && named.mid.empty()) {
      named.mid = fmt::format("{}{}", leg == 0 ? "red" : "blue", index == 0 ? "" : std::to_string(index + 1));
    }
    group += ' ' + named.mid;
    session.media.push_back(describe_leg(media, named));
  }
  if (media.legs.size() > 1) session.section.attributes.push_back({"group", group});
}

}  // namespace

std::string write_st2110(const St2110Session& session) {
  SessionDescription description;
  description.origin = {session.user_name, session.session_id, session.session_version, "IP4", to_text(session.origin)};
  description.name = session.name;
  description.section.others.push_back({'t', "0 0"});
  for (size_t i = 0; i < session.media.size(); ++i) add_media(session.media[i], i, description);
  return to_text(description);
}

}  // namespace cw::sdp
