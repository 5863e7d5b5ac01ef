#include "gateway/web/responder.h"

#include <exception>

#include "gateway/core/log.h"
#include "gateway/web/gzip.h"
#include "gateway/web/target.h"

namespace cw::web {
namespace {

/// Shorter texts do not get shorter.
constexpr size_t kMinCompressedBytes = 512;

Reply plain(Response response) { return Reply{.response = std::move(response), .file = {}}; }

Reply not_allowed(const Request& request, const Router& router, const std::string& allowed) {
  Reply reply = plain(router.error(405, "this path does not take " + request.method + "; allowed is " + allowed));
  reply.response.headers.emplace_back("Allow", allowed);
  return reply;
}

Reply call(const Handler& handler, const Router& router, Request& request) {
  const std::string method = std::exchange(request.method, request.method == "HEAD" ? "GET" : request.method);
  Reply reply;
  try {
    reply = plain(handler(request));
  } catch (const std::exception& exception) {
    log_error("web", "a request handler failed", {{"path", request.path}, {"reason", exception.what()}});
    reply = plain(router.error(500, "the gateway failed to answer; its log has the reason"));
  } catch (...) {
    log_error("web", "a request handler failed", {{"path", request.path}});
    reply = plain(router.error(500, "the gateway failed to answer; its log has the reason"));
  }
  request.method = method;
  return reply;
}

Reply route(Request& request, const Router& router) {
  const Router::Match match = router.find(request.method, request.path);
  if (match.handler != nullptr) return call(*match.handler, router, request);
  if (match.allowed.empty()) return plain(router.error(404, "there is nothing at " + request.path));
  const bool file_method = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  if (match.file && file_method) return reply_with_file(request, *match.file);
  return not_allowed(request, router, match.allowed);
}

bool is_compressible(std::string_view content_type) {
  return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
         content_type.starts_with("application/vnd.apple.mpegurl");
}

void compress(const Request& request, Reply& reply) {
  Response& response = reply.response;
  if (reply.file || !reply.may_compress || !is_compressible(response.content_type)) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (response.body.size() < kMinCompressedBytes || !accepts_gzip(request.header("Accept-Encoding"))) return;
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
  for (auto& [name, value] : response.headers) {
    if (name == "ETag" && value.ends_with('"')) value.insert(value.size() - 1, "-gz");
  }
}

}  // namespace

Reply respond(Request& request, const Router& router) {
  auto target = normalise_target(request.target);
  if (!target) return plain(router.error(400, "the target of the request is not a path"));
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  Reply reply = route(request, router);
  compress(request, reply);
  return reply;
}

}  // namespace cw::web
