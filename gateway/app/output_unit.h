// One output of a channel at work: an HLS packager, or a TS multiplex into an SRT sender.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "gateway/bridge/channel.h"
#include "gateway/bridge/ts_muxer.h"
#include "gateway/core/error.h"
#include "gateway/hls/packager.h"
#include "gateway/srt/srt_sender.h"

namespace cw::app {

class OutputUnit {
 public:
  /// `channel` supplies the codec parameters; it is not kept.
  [[nodiscard]] static Expected<std::unique_ptr<OutputUnit>> create(const config::OutputConfig& config,
                                                                    const config::ChannelConfig& channel_config,
                                                                    const bridge::Channel& channel,
                                                                    const MediaClock& clock);

  /// What the channel's units go into.
  [[nodiscard]] bus::CodedSink& sink() const;
  /// Closes connections and files; sink() must have been taken off the channel.
  void stop();

  [[nodiscard]] const config::OutputConfig& config() const { return config_; }
  /// nullptr for other types.
  [[nodiscard]] const hls::Packager* packager() const { return packager_.get(); }
  [[nodiscard]] const bridge::TsMuxer* muxer() const { return muxer_.get(); }
  [[nodiscard]] const srt::SrtSender* srt_sender() const { return srt_.get(); }

 private:
  explicit OutputUnit(config::OutputConfig config) : config_(std::move(config)) {}
  Expected<void> create_hls(const config::ChannelConfig& channel_config, const bridge::Channel& channel,
                            const MediaClock& clock);
  Expected<void> create_srt(const config::ChannelConfig& channel_config, const bridge::Channel& channel,
                            const MediaClock& clock);

  config::OutputConfig config_;
  std::unique_ptr<hls::Packager> packager_;
  std::unique_ptr<srt::SrtSender> srt_;  // outlives the muxer that feeds it
  std::unique_ptr<bridge::TsMuxer> muxer_;
};

}  // namespace cw::app
