#include "gateway/hls/channel_packager.h"

#include <algorithm>
#include <set>
#include <string>

#include "gateway/core/log.h"
#include "gateway/hls/init_segment.h"
#include "gateway/hls/playlist_text.h"
#include "gateway/hls/previous_run.h"

namespace cw::hls {
namespace {

constexpr uint32_t kMinWindow = 3;  // RFC 8216bis §6.2.2: a live playlist holds at least three target durations
constexpr size_t kMaxNameLength = 64;
constexpr int64_t kAacFrameSamples = 1024;

bool is_folder_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kMaxNameLength && std::ranges::all_of(name, allowed);
}

Expected<void> check_names(const PackagerConfig& config) {
  std::set<std::string> seen;
  for (const auto* list : {&config.video, &config.audio}) {
    for (const Rendition& rendition : *list) {
      if (!is_folder_name(rendition.name)) {
        return input_error("channel " + config.channel + ": rendition name \"" + rendition.name +
                           "\" is not a folder name: use up to 64 letters, digits, '-' and '_'");
      }
      if (!seen.insert(rendition.name).second) {
        return input_error("channel " + config.channel + ": two renditions are called \"" + rendition.name + "\"");
      }
    }
  }
  return {};
}

Expected<void> check_codecs(const PackagerConfig& config) {
  const auto is_kind = [](bus::CodecKind kind) {
    return [kind](const Rendition& rendition) { return rendition.parameters.kind == kind; };
  };
  if (!std::ranges::all_of(config.video, is_kind(bus::CodecKind::kH264)) ||
      !std::ranges::all_of(config.audio, is_kind(bus::CodecKind::kAac))) {
    return input_error("channel " + config.channel + ": HLS takes H.264 video and AAC audio");
  }
  return {};
}

Expected<void> check(const PackagerConfig& config) {
  if (config.video.empty())
    return input_error("channel " + config.channel + ": HLS needs at least one video rendition");
  if (config.segment_duration <= Duration::zero() || config.segment_duration > std::chrono::minutes(1)) {
    return input_error("channel " + config.channel + ": the HLS segment duration must be above 0 and at most 60 s");
  }
  if (config.window_segments < kMinWindow) {
    return input_error("channel " + config.channel + ": an HLS window has at least 3 segments, better 6 or more");
  }
  if (config.gop_frames < 0 || config.queue_units == 0) {
    return input_error("channel " + config.channel + ": GOP length and queue length must be positive");
  }
  if (auto names = check_names(config); !names) return names;
  return check_codecs(config);
}

RenditionGrid grid_for(const PackagerConfig& config, const Rendition& rendition) {
  const Rate rate = config.video.front().parameters.time_base;
  const int64_t frames = SegmentGrid::frames_for(config.segment_duration, rate, config.gop_frames);
  return {.grid = SegmentGrid(rate, frames),
          .time_base = rendition.parameters.time_base,
          .unit_events = rendition.parameters.kind == bus::CodecKind::kAac ? kAacFrameSamples : 1};
}

}  // namespace

ChannelPackager::ChannelPackager(PackagerConfig config, std::unique_ptr<FileStore> store)
    : config_(std::move(config)), storage_(std::move(store), config_.channel) {
  if (config_.grace_segments == 0) config_.grace_segments = config_.window_segments + 1;
}

Expected<std::unique_ptr<ChannelPackager>> ChannelPackager::create(PackagerConfig config, const MediaClock& clock,
                                                                   std::unique_ptr<FileStore> store) {
  if (auto checked = check(config); !checked) return std::unexpected(checked.error());
  std::unique_ptr<ChannelPackager> channel(new ChannelPackager(std::move(config), std::move(store)));
  if (auto opened = channel->open(clock); !opened) return std::unexpected(opened.error());
  return channel;
}

Expected<void> ChannelPackager::open(const MediaClock& clock) {
  for (const auto* list : {&config_.video, &config_.audio}) {
    for (const Rendition& rendition : *list) {
      auto init = build_init_segment(rendition.parameters);
      if (!init)
        return input_error("channel " + config_.channel + ", rendition " + rendition.name + ": " +
                           init.error().message);
      renditions_.emplace_back(
          RenditionPackager::Setup{.rendition = rendition,
                                   .folder = config_.directory / rendition.name,
                                   .grid = grid_for(config_, rendition),
                                   .window = {.listed = config_.window_segments, .grace = config_.grace_segments},
                                   .init_segment = std::move(*init)},
          storage_, clock);
    }
  }
  remove_former_renditions();
  for (RenditionPackager& rendition : renditions_) {
    if (const std::error_code error = rendition.open()) {
      return host_error("channel " + config_.channel + ": cannot make the HLS folder " + config_.directory.string() +
                        ": " + error.message() + "; give another directory or the permission to write there");
    }
  }
  if (!playable()) storage_.files().remove(config_.directory / kMultivariantName);
  publish();
  return {};
}

// Folders of a ladder that has since changed: they hold an init segment of ours and are not configured.
void ChannelPackager::remove_former_renditions() {
  FileStore& files = storage_.files();
  for (const std::filesystem::path& name : files.list(config_.directory)) {
    const bool configured = std::ranges::any_of(
        renditions_, [&name](const RenditionPackager& rendition) { return rendition.statistics().name == name; });
    const std::filesystem::path folder = config_.directory / name;
    if (!configured && files.size_bytes(folder / kInitName) > 0) remove_rendition(files, folder);
  }
  files.remove(config_.directory / (std::string(kMultivariantName) + ".tmp"));
}

void ChannelPackager::on_unit(size_t rendition, const bus::CodedUnitPtr& unit) {
  if (!renditions_[rendition].on_unit(unit)) return;
  ++playlist_writes_;
  publish();
}

bool ChannelPackager::playable() const {
  return std::ranges::all_of(renditions_, [](const RenditionPackager& rendition) { return rendition.playable(); });
}

MeasuredBandwidth ChannelPackager::measure() const {
  MeasuredBandwidth measured;
  for (size_t i = 0; i < renditions_.size(); ++i) {
    (i < config_.video.size() ? measured.video : measured.audio).push_back(renditions_[i].bandwidth());
  }
  return measured;
}

void ChannelPackager::publish() {
  if (!is_published_ && !playable()) return;
  MeasuredBandwidth now = measure();
  if (is_published_ && !differs_noticeably(published_, now)) return;
  if (!storage_.write(config_.directory / kMultivariantName, multivariant_text(config_, now))) return;
  if (!is_published_)
    log_info("hls", "published", {{"channel", config_.channel}, {"directory", config_.directory.string()}});
  ++playlist_writes_;
  published_ = std::move(now);
  is_published_ = true;
}

PackagerStatistics ChannelPackager::statistics() const {
  PackagerStatistics result;
  for (size_t i = 0; i < renditions_.size(); ++i) {
    RenditionStatistics one = renditions_[i].statistics();
    const Bandwidth measured = renditions_[i].measured();
    one.peak_bps = measured.peak_bps;
    one.average_bps = measured.average_bps;
    (i < config_.video.size() ? result.video : result.audio).push_back(std::move(one));
  }
  result.playlist_writes = playlist_writes_;
  result.write_errors = storage_.errors();
  result.storage_failing = storage_.failing();
  result.published = is_published_;
  return result;
}

}  // namespace cw::hls
