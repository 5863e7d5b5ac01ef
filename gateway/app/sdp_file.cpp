#include "gateway/app/sdp_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "sdp/grammar/parser.h"

namespace cw::app {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::unexpected<Error> read_error(int code) {
  return input_error("cannot be read: " + std::generic_category().message(code) + "; check path and permissions");
}

Expected<std::string> read_all(std::FILE* file) {
  std::string text(sdp::kMaxSdpBytes + 1, '\0');
  const size_t size = std::fread(text.data(), 1, text.size(), file);
  if (std::ferror(file) != 0) return read_error(errno);
  text.resize(size);
  return text;
}

}  // namespace

Expected<std::string> read_sdp_file(const std::string& path) {
  if (path == "-") return read_all(stdin);
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) return read_error(errno);
  return read_all(file.get());
}

}  // namespace cw::app
