#include "gateway/web/router.h"

namespace cw::web {
namespace {

constexpr std::string_view kAnyMethod = "*";

/// How much of `path` the pattern matches; 0: not at all. A prefix ("/x/") also matches "/x/" itself.
size_t match_length(const std::string& pattern, std::string_view path) {
  if (path == pattern) return pattern.size() + 1;  // better than any prefix
  const bool is_prefix = pattern.size() > 1 && pattern.ends_with('/');
  return is_prefix && path.starts_with(pattern) ? pattern.size() : 0;
}

void add_method(std::string& allowed, std::string_view method) {
  if (!allowed.empty()) allowed += ", ";
  allowed += method;
}

}  // namespace

void Router::handle(std::string method, std::string path, Handler handler) {
  routes_.push_back({std::move(method), std::move(path), std::move(handler)});
}

void Router::mount_directory(std::string url_prefix, std::filesystem::path folder) {
  if (!url_prefix.ends_with('/')) url_prefix += '/';
  mounts_.push_back({std::move(url_prefix), std::move(folder)});
}

size_t Router::find_file(std::string_view path, Match& match) const {
  size_t best = 0;
  for (const Mount& mount : mounts_) {
    const size_t length = match_length(mount.prefix, path);
    if (length <= best) continue;
    best = length;
    match.file = FileMatch{mount.folder, std::string(path.substr(mount.prefix.size()))};
    match.allowed = "GET, HEAD, OPTIONS";
  }
  return best;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  size_t best = find_file(path, match);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : routes_) {
    const size_t length = match_length(route.path, path);
    if (length == 0 || length < best) continue;
    if (length > best || match.file) match = Match{};
    best = length;
    add_method(match.allowed, route.method);
    if (route.method == "GET") add_method(match.allowed, "HEAD");
    const bool takes_it = route.method == wanted || route.method == kAnyMethod;
    if (takes_it && match.handler == nullptr) match.handler = &route.handler;
  }
  return match;
}

}  // namespace cw::web
