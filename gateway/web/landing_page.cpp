#include "gateway/web/landing_page.h"

#include <fmt/format.h>

#include <string_view>

namespace cw::web {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Causeway</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; margin-bottom: 0; }
  h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
  code { font-size: .9em; overflow-wrap: anywhere; }
  .quiet { opacity: .7; }
</style>
</head>
<body>
)";

constexpr std::string_view kLinks = R"(<h2>Gateway</h2>
<table>
<tr><td><a href="/api/v1/status">/api/v1/status</a></td><td>state of every flow, channel and output (JSON)</td></tr>
<tr><td><a href="/metrics">/metrics</a></td><td>Prometheus metrics</td></tr>
<tr><td><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></td><td>is it alive, is it ready</td></tr>
</table>
<p class="quiet">The dashboard is not built yet; this page keeps its place.</p>
</body>
</html>
)";

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string channel_row(const LandingChannel& channel) {
  std::string outputs;
  if (channel.hls) {
    outputs = fmt::format("<a href=\"/hls/{0}/multivariant.m3u8\">/hls/{0}/multivariant.m3u8</a>", escape(channel.id));
  }
  for (const std::string& url : channel.srt_urls) {
    if (!outputs.empty()) outputs += "<br>";
    outputs += "<code>" + escape(url) + "</code>";
  }
  return fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escape(channel.name.empty() ? channel.id : channel.name),
                     outputs);
}

}  // namespace

Response landing_page(const LandingInfo& info) {
  std::string body(kHead);
  body += fmt::format("<h1>Causeway</h1>\n<p class=\"quiet\">ST 2110 gateway, instance <b>{}</b>, version {}</p>\n",
                      escape(info.instance), escape(info.version));
  body += "<h2>Channels</h2>\n<table>\n";
  for (const LandingChannel& channel : info.channels) body += channel_row(channel);
  if (info.channels.empty()) body += "<tr><td class=\"quiet\">none configured</td></tr>\n";
  body += "</table>\n";
  body += kLinks;
  return Response{.status = 200,
                  .content_type = "text/html; charset=utf-8",
                  .body = std::move(body),
                  .headers = {{"Cache-Control", "no-cache"},
                              {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}}};
}

}  // namespace cw::web
