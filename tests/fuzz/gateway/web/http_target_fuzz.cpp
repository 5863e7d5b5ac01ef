// Any target, method and headers at the responder, and any text at the parsers below it. Nothing leads out of the folder.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/web/byte_range.h"
#include "gateway/web/gzip.h"
#include "gateway/web/responder.h"
#include "gateway/web/target.h"

namespace {

using cw::web::Request;

const cw::web::Router& router() {
  static const cw::web::Router kRouter = [] {
    cw::web::Router made;
    made.get("/", [](const Request&) { return cw::web::Response{}; });
    made.handle("PUT", "/api/", [](const Request&) { return cw::web::Response{}; });
    made.mount_directory("/hls/", "/proc/self/fdinfo");
    return made;
  }();
  return kRouter;
}

void check_target(std::string_view text) {
  const auto target = cw::web::normalise_target(text);
  if (!target) return;
  const std::string& path = target->path;
  const bool escapes = (path + '/').find("/../") != std::string::npos || path.find("//") != std::string::npos;
  if (!path.starts_with('/') || escapes || path.find('\0') != std::string::npos) std::abort();
}

void check_range(std::string_view text) {
  constexpr uint64_t kSize = 1000;
  const auto verdict = cw::web::parse_range(text, kSize);
  if (const auto* range = std::get_if<cw::web::ByteRange>(&verdict)) {
    if (range->length == 0 || range->first >= kSize || range->length > kSize - range->first) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_target(text);
  check_range(text);
  (void)cw::web::accepts_gzip(text);
  const size_t cut = text.find('\n');
  const std::string_view rest = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);
  for (const char* method : {"GET", "OPTIONS", "PUT"}) {
    Request request;
    request.method = method;
    request.target = text.substr(0, cut);
    request.headers = {
        {"Range", std::string(rest)}, {"If-None-Match", std::string(rest)}, {"Accept-Encoding", std::string(rest)}};
    const cw::web::Reply reply = cw::web::respond(request, router());
    if (reply.response.status < 200 || reply.response.status > 599) std::abort();
  }
  return 0;
}
