// Which handler or folder answers which path. Filled by app before the server starts; afterwards read-only, hence thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/web/http_message.h"

namespace cw::web {

class Router {
 public:
  /// `path` matches exactly; one that ends in '/' and is longer than "/" matches everything below it, the longest match wins.
  /// The method "*" stands for all of them, OPTIONS too: the handler answers with 404 and 405 itself.
  void handle(std::string method, std::string path, Handler handler);
  void get(std::string path, Handler handler) { handle("GET", std::move(path), std::move(handler)); }

  /// Serves regular files below `folder` under `url_prefix` ("/hls/"), GET and HEAD, with the headers that HLS players need. The folder
  /// may come into being later. Nothing outside it can be reached, symbolic links included.
  void mount_directory(std::string url_prefix, std::filesystem::path folder);

  /// What clients are told whose requests reach no handler, or make one fail; json_error() unless set.
  using ErrorReply = std::function<Response(int status, std::string_view message)>;  // off the packet path
  void set_error_reply(ErrorReply reply) { error_reply_ = std::move(reply); }
  [[nodiscard]] Response error(int status, std::string_view message) const { return error_reply_(status, message); }

  /// A file that a request asks for: which folder, and the path below it.
  struct FileMatch {
    std::filesystem::path folder;
    std::string relative_path;
  };
  struct Match {
    const Handler* handler = nullptr;  ///< nullptr: see file, else see allowed
    std::optional<FileMatch> file;
    std::string allowed;  ///< methods that this path does accept, "GET, HEAD"; empty: nothing is there (404)
  };
  /// `path` is normalised (see target.h). HEAD finds GET handlers.
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

 private:
  /// Fills in the best mount; returns the length of its match, 0 for none.
  size_t find_file(std::string_view path, Match& match) const;

  struct Route {
    std::string method;
    std::string path;
    Handler handler;
  };
  struct Mount {
    std::string prefix;
    std::filesystem::path folder;
  };
  std::vector<Route> routes_;
  std::vector<Mount> mounts_;
  ErrorReply error_reply_ = json_error;
};

}  // namespace cw::web
