#include "gateway/bridge/channel_metrics.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "gateway/core/metric_group.h"

namespace cw::bridge {
namespace {

constexpr double kNanosecond = 1e-9;
constexpr double kMilli = 1e-3;

/// Names start with causeway_channel_.
MetricGroup group_of(MetricGroup::Labels labels, std::vector<MetricSample>& out) {
  return {out, "causeway_channel_", std::move(labels)};
}

void add_channel(const ChannelStatistics& channel, std::vector<MetricSample>& out) {
  MetricGroup samples = group_of({{"channel", channel.id}}, out);
  samples.counter("frames_total", "Output frames made, repeats and slate included", channel.frames_out);
  samples.counter("repeated_frames_total", "Output frames whose picture was not there in time",
                  channel.frames_repeated);
  samples.counter("rate_repeated_frames_total", "Repeats because the input's rate is lower",
                  channel.frames_rate_repeated);
  samples.counter("slate_frames_total", "Output frames that showed the slate", channel.frames_slate);
  samples.counter("skipped_frames_total", "Output frames missed because this machine stalled", channel.frames_skipped);
  samples.gauge("on_slate", "1 while the slate is on air", channel.on_slate);
  samples.gauge("conform_seconds", "Time to convert and scale one frame, smoothed",
                static_cast<double>(channel.conform_ns) * kNanosecond);
  samples.counter("caption_packets_total", "Caption distribution packets found in ANC", channel.captions.cdps);
  samples.counter("caption_packets_faulty_total", "Of them with faults", channel.captions.faulty_cdps);
  samples.counter("caption_triplets_in_total", "Caption triplets received", channel.captions.triplets_in);
  samples.counter("caption_triplets_out_total", "Caption triplets given to every rendition",
                  channel.captions.triplets_out);
  samples.counter("caption_triplets_dropped_total", "Caption triplets lost to the slate or to overflow",
                  channel.captions.triplets_dropped);
}

void add_input(const std::string& channel, size_t input, const VideoInputStatistics& video,
               std::vector<MetricSample>& out) {
  MetricGroup samples = group_of({{"channel", channel}, {"input", fmt::format("{}", input + 1)}}, out);
  samples.counter("video_input_frames_total", "Frames taken from the receiver", video.frames_in);
  samples.counter("video_input_late_frames_total", "Frames that came after their output time", video.late);
  samples.counter("video_input_dropped_frames_total", "Frames in time that were not shown", video.dropped);
  samples.counter("video_input_rate_dropped_frames_total", "Frames left out because the input's rate is higher",
                  video.rate_dropped);
  samples.counter("video_input_unusable_frames_total", "Frames that are not 4:2:2 of 8 or 10 bits", video.unusable);
  samples.counter("video_input_incomplete_frames_total", "Frames with concealed pixels", video.incomplete);
  samples.counter("video_input_format_changes_total", "Changes of the input's format", video.format_changes);
  samples.gauge("video_input_alive", "1 while the input has pictures", video.alive);
  samples.gauge("video_input_active", "1 for the input on air", video.active);
  samples.gauge("video_input_locked", "1 while the sender follows TAI", video.locked);
  samples.gauge("video_input_margin_seconds", "How long before its output time the last frame came",
                static_cast<double>(video.margin_ns) * kNanosecond);
}

void add_rendition(const std::string& channel, const RenditionStatistics& rendition, std::vector<MetricSample>& out) {
  MetricGroup samples = group_of({{"channel", channel}, {"rendition", rendition.id}}, out);
  samples.counter("encoder_frames_in_total", "Frames offered to the encoder", rendition.frames_in);
  samples.counter("encoder_frames_out_total", "Coded frames", rendition.frames_out);
  samples.counter("encoder_dropped_frames_total", "Frames dropped because the encoder lagged",
                  rendition.frames_dropped);
  samples.counter("encoder_key_frames_total", "IDR frames", rendition.key_frames);
  samples.counter("encoder_octets_total", "Coded octets", rendition.octets);
  samples.gauge("encoder_queued_frames", "Frames that wait for the encoder", static_cast<double>(rendition.queued));
  samples.gauge("encoder_seconds", "Encoding time of one frame, smoothed",
                static_cast<double>(rendition.encode_ns) * kNanosecond);
  samples.gauge("encoder_lag_seconds", "Coded frame out after its output time, smoothed",
                static_cast<double>(rendition.lag_ns) * kNanosecond);
  samples.gauge("encoder_bits_per_second", "Over the last full second of media",
                static_cast<double>(rendition.bitrate_bps));
  samples.gauge("encoder_frames_per_second", "Over the last full second of media",
                static_cast<double>(rendition.millifps) * kMilli);
}

void add_track(const std::string& channel, size_t track, const AudioTrackStatistics& audio,
               std::vector<MetricSample>& out) {
  MetricGroup samples = group_of({{"channel", channel}, {"track", fmt::format("{}", track + 1)}}, out);
  samples.counter("audio_blocks_total", "Blocks taken from the receiver", audio.blocks_in);
  samples.counter("audio_late_blocks_total", "Blocks that came after their output time", audio.late_blocks);
  samples.counter("audio_silent_samples_total", "Samples of silence for want of input", audio.silent_samples);
  samples.counter("audio_resampled_blocks_total", "Blocks of other rates or unlocked senders", audio.resampled_blocks);
  samples.counter("audio_resyncs_total", "Jumps too large to be smoothed", audio.resyncs);
  samples.counter("audio_units_total", "Coded audio units", audio.units_out);
  samples.counter("audio_octets_total", "Coded audio octets", audio.octets);
  samples.gauge("audio_correction_ppm", "Correction of the resampler", static_cast<double>(audio.correction_ppm));
  samples.gauge("audio_alive", "1 while the input has samples", audio.alive);
  samples.gauge("audio_locked", "1 while the sender follows TAI", audio.locked);
}

}  // namespace

std::vector<MetricSample> to_metrics(const ChannelStatistics& channel) {
  std::vector<MetricSample> out;
  add_channel(channel, out);
  for (size_t i = 0; i < channel.video_inputs.size(); ++i) add_input(channel.id, i, channel.video_inputs[i], out);
  for (const RenditionStatistics& rendition : channel.renditions) add_rendition(channel.id, rendition, out);
  for (size_t i = 0; i < channel.audio_tracks.size(); ++i) add_track(channel.id, i, channel.audio_tracks[i], out);
  return out;
}

}  // namespace cw::bridge
