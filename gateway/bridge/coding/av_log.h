// FFmpeg's messages become log lines of the daemon: errors as warnings, the rest is dropped.
#pragma once

namespace cw::bridge {

/// Before any use of FFmpeg; any thread, as often as wanted.
void route_av_log();

}  // namespace cw::bridge
