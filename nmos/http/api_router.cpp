#include "nmos/http/api_router.h"

#include <fmt/format.h>

#include <algorithm>

#include "nmos/http/json_reply.h"

namespace cw::nmos {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (!segment.empty()) segments.push_back(segment);
  }
  return segments;
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string_view>& segments) {
  return std::ranges::equal(pattern, segments, [](const std::string& wanted, std::string_view segment) {
    return wanted == segment || is_placeholder(wanted);
  });
}

std::vector<std::string_view> captured(const std::vector<std::string>& pattern,
                                       const std::vector<std::string_view>& segments) {
  std::vector<std::string_view> parts;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (is_placeholder(pattern[i])) parts.push_back(segments[i]);
  }
  return parts;
}

/// "GET, HEAD, PATCH, OPTIONS"
template <typename Methods>
std::string names_of(const Methods& methods) {
  std::string names;
  for (const auto& method : methods) names += method.name == "GET" ? "GET, HEAD, " : method.name + ", ";
  return names + "OPTIONS";
}

}  // namespace

void add_cors(web::Response& response, const std::string& methods) {
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type, Accept");
  response.headers.emplace_back("Access-Control-Max-Age", "3600");
}

void ApiRouter::add(std::string method, std::string_view pattern, ApiHandler handler) {
  const auto wanted = segments_of(pattern);
  auto found =
      std::ranges::find_if(paths_, [&](const Path& path) { return std::ranges::equal(path.segments, wanted); });
  if (found == paths_.end()) {
    paths_.push_back({.segments = {wanted.begin(), wanted.end()}, .methods = {}});
    found = paths_.end() - 1;
  }
  found->methods.push_back({std::move(method), std::move(handler)});
}

void ApiRouter::list(std::string_view pattern, const std::vector<std::string>& children) {
  nlohmann::json body = nlohmann::json::array();
  for (const std::string& child : children) body.push_back(child + "/");
  get(pattern, [reply = json_reply(body)](const ApiRequest&) { return reply; });
}

const ApiRouter::Path* ApiRouter::find(const std::vector<std::string_view>& segments) const {
  const auto found = std::ranges::find_if(paths_, [&](const Path& path) { return matches(path.segments, segments); });
  return found == paths_.end() ? nullptr : &*found;
}

web::Response ApiRouter::route(const web::Request& request) const {
  const auto segments = segments_of(request.path);
  const Path* path = find(segments);
  if (path == nullptr) {
    auto reply = error_reply(404, fmt::format("there is nothing at {}", request.path));
    add_cors(reply, "GET, HEAD, OPTIONS");
    return reply;
  }
  const std::string methods = names_of(path->methods);
  const std::string_view wanted = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  const auto found = std::ranges::find(path->methods, wanted, &Method::name);
  web::Response reply;
  if (found != path->methods.end()) {
    reply = found->handler(ApiRequest(request, captured(path->segments, segments)));
  } else if (wanted != "OPTIONS") {
    reply = error_reply(405, fmt::format("{} does not take {}; allowed is {}", request.path, request.method, methods));
    reply.headers.emplace_back("Allow", methods);
  }
  add_cors(reply, methods);
  return reply;
}

}  // namespace cw::nmos
