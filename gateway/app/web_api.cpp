#include "gateway/app/web_api.h"

#include <algorithm>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/frame_grab.h"
#include "gateway/app/metrics.h"
#include "gateway/app/status.h"
#include "gateway/app/version.h"
#include "gateway/web/landing_page.h"
#include "gateway/web/prometheus.h"

namespace cw::app {
namespace {

web::Response landing(const Gateway& gateway) {
  web::LandingInfo info;
  info.version = kVersion;
  gateway.read([&](const GatewayView& view) {
    info.instance = view.config.instance;
    for (const auto& channel : view.channels) {
      web::LandingChannel entry{
          .id = channel->config().id, .name = channel->config().name, .hls = false, .srt_urls = {}};
      for (const auto& output : channel->outputs()) {
        entry.hls = entry.hls || output->packager() != nullptr;
        if (output->config().type == config::OutputType::kSrt && output->config().mode == config::SrtMode::kListener) {
          entry.srt_urls.push_back("srt://" + output->config().address + ":" + std::to_string(output->config().port));
        }
      }
      info.channels.push_back(std::move(entry));
    }
  });
  return web::landing_page(info);
}

web::Response sender_sdp_file(const Gateway& gateway, const web::Request& request) {
  const std::string name = request.path.substr(request.path.rfind('/') + 1);
  return gateway.read([&](const GatewayView& view) {
    for (const auto& sender : view.senders) {
      if (sender->config().id + ".sdp" == name) {
        return web::Response{.status = 200,
                             .content_type = "application/sdp",
                             .body = sender->sdp(view.clock_unit.status()),
                             .headers = {}};
      }
    }
    return web::json_error(404, "no sender has this id; /api/v1/status lists them");
  });
}

/// "/api/v1/receivers/<id>/frame.y4m"
web::Response receiver_picture(const Gateway& gateway, const web::Request& request) {
  constexpr std::string_view kPrefix = "/api/v1/receivers/";
  constexpr std::string_view kSuffix = "/frame.y4m";
  if (!request.path.ends_with(kSuffix) || request.path.size() <= kPrefix.size() + kSuffix.size()) {
    return web::json_error(404, "receivers have /api/v1/receivers/<id>/frame.y4m");
  }
  const size_t length = request.path.size() - kPrefix.size() - kSuffix.size();
  auto picture = grab_frame(gateway, request.path.substr(kPrefix.size(), length));
  if (!picture) return web::json_error(picture.error().fault == Fault::kInput ? 404 : 503, picture.error().message);
  return {.status = 200, .content_type = "video/x-yuv4mpeg", .body = std::move(*picture), .headers = {}};
}

web::Response nmos_status(const std::optional<NmosStatus>& status) {
  if (!status) return web::json_error(404, "there is no NMOS node; the config's \"nmos\" makes one");
  return {.status = 200,
          .content_type = "application/json",
          .body = to_json(*status, std::chrono::steady_clock::now()),
          .headers = {}};
}

web::Response metrics(const Gateway& gateway, const std::optional<NmosStatus>& nmos) {
  std::vector<MetricSample> samples = collect_metrics(gateway);
  if (nmos) add_nmos_metrics(samples, *nmos);
  return {
      .status = 200, .content_type = web::kPrometheusContentType, .body = web::to_prometheus(samples), .headers = {}};
}

/// Each channel's HLS folder under its own URL; config decides the folders at start.
void mount_hls(web::Router& router, const Gateway& gateway) {
  gateway.read([&](const GatewayView& view) {
    for (const auto& channel : view.config.channels) {
      for (const auto& output : channel.outputs) {
        if (output.type == config::OutputType::kHls)
          router.mount_directory("/hls/" + channel.id + "/", output.directory);
      }
    }
    router.mount_directory("/hls/", view.config.web.hls_root);
  });
}

}  // namespace

web::Router make_router(const Gateway& gateway, const NmosStatusOf& nmos) {
  web::Router router;
  router.get("/api/v1/nmos", [nmos](const web::Request&) { return nmos_status(nmos()); });
  router.get("/", [&gateway](const web::Request&) { return landing(gateway); });
  router.get("/api/v1/status", [&gateway](const web::Request&) {
    return web::Response{
        .status = 200, .content_type = "application/json", .body = status_json(gateway), .headers = {}};
  });
  router.get("/api/v1/clock", [&gateway](const web::Request&) {
    return gateway.read([](const GatewayView& view) {
      return web::Response{.status = 200,
                           .content_type = "application/json",
                           .body = clock_json(view.clock_unit.status()).dump(1) + '\n',
                           .headers = {}};
    });
  });
  router.get("/api/v1/senders/", [&gateway](const web::Request& request) { return sender_sdp_file(gateway, request); });
  router.get("/api/v1/receivers/",
             [&gateway](const web::Request& request) { return receiver_picture(gateway, request); });
  router.get("/metrics", [&gateway, nmos](const web::Request&) { return metrics(gateway, nmos()); });
  router.get("/healthz", [](const web::Request&) {
    return web::Response{.status = 200, .content_type = "text/plain", .body = "ok\n", .headers = {}};
  });
  router.get("/readyz", [&gateway](const web::Request&) {
    std::string why_not;
    const bool ready = is_ready(gateway, &why_not);
    return web::Response{.status = ready ? 200 : 503,
                         .content_type = "text/plain",
                         .body = ready ? "ready\n" : why_not + "\n",
                         .headers = {}};
  });
  mount_hls(router, gateway);
  return router;
}

}  // namespace cw::app
