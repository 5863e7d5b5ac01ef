#include "gateway/web/file_reply.h"

#include <fmt/format.h>

#include <array>

#include "gateway/web/byte_range.h"

namespace cw::web {
namespace {

constexpr std::string_view kPlaylistType = "application/vnd.apple.mpegurl";
constexpr std::string_view kSegmentType = "video/iso.segment";
/// Text up to this size is read at once, so that it can be compressed.
constexpr uint64_t kMaxTextBytes = uint64_t{1} << 20;

void allow_any_origin(Response& response) {
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Expose-Headers", "Content-Length, Content-Range, Date, ETag");
}

/// Segments keep their content for good; playlists and initialisation sections are looked at again, by ETag.
const char* cache_control_of(std::string_view mime_type) {
  return mime_type == kSegmentType ? "public, max-age=3600, immutable" : "no-cache";
}

bool is_text(std::string_view mime_type) {
  return mime_type == kPlaylistType || mime_type.starts_with("text/") || mime_type == "application/json";
}

/// True when the header lists the tag; a compressed copy's tag ends in -gz" and means the same content.
bool names_tag(std::string_view if_none_match, const std::string& tag) {
  if (if_none_match == "*") return true;
  const std::string compressed = tag.substr(0, tag.size() - 1) + "-gz\"";
  return if_none_match.find(tag) != std::string_view::npos || if_none_match.find(compressed) != std::string_view::npos;
}

Reply preflight() {
  Reply reply;
  reply.response.status = 204;
  reply.response.content_type.clear();
  allow_any_origin(reply.response);
  reply.response.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
  reply.response.headers.emplace_back("Access-Control-Allow-Headers", "Range, If-None-Match");
  reply.response.headers.emplace_back("Access-Control-Max-Age", "86400");
  return reply;
}

Reply not_found(const Request& request) {
  Reply reply{.response = json_error(404, "there is no file " + request.path), .file = {}};
  allow_any_origin(reply.response);
  reply.response.headers.emplace_back("Cache-Control", "no-cache");
  return reply;
}

Reply unsatisfiable(uint64_t size_bytes) {
  Reply reply{.response = json_error(416, fmt::format("the file has {} octets", size_bytes)), .file = {}};
  allow_any_origin(reply.response);
  reply.response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size_bytes));
  return reply;
}

RangeVerdict wanted_range(const Request& request, const OpenFile& file) {
  const std::string_view if_range = request.header("If-Range");
  if (!if_range.empty() && if_range != file.entity_tag) return WholeFile{};
  return parse_range(request.header("Range"), file.size_bytes);
}

void put_whole_file(Reply& reply, OpenFile file) {
  FileSlice slice{std::move(file.descriptor), 0, file.size_bytes};
  if (!is_text(reply.response.content_type) || file.size_bytes > kMaxTextBytes) {
    reply.file = std::move(slice);
    return;
  }
  reply.response.body.resize(file.size_bytes);
  size_t filled = 0;
  while (slice.length > 0) {
    const size_t read = slice.read(std::span(reply.response.body).subspan(filled));
    if (read == 0) break;
    filled += read;
  }
  reply.response.body.resize(filled);
}

}  // namespace

std::string_view mime_type_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kTypes{{{".m3u8", kPlaylistType},
                                                                                  {".m4s", kSegmentType},
                                                                                  {".mp4", "video/mp4"},
                                                                                  {".ts", "video/mp2t"},
                                                                                  {".aac", "audio/aac"},
                                                                                  {".vtt", "text/vtt"},
                                                                                  {".json", "application/json"},
                                                                                  {".html", "text/html; charset=utf-8"},
                                                                                  {".css", "text/css"},
                                                                                  {".js", "text/javascript"},
                                                                                  {".svg", "image/svg+xml"},
                                                                                  {".png", "image/png"},
                                                                                  {".txt", "text/plain"}}};
  for (const auto& [extension, type] : kTypes) {
    if (path.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

Reply reply_with_file(const Request& request, const Router::FileMatch& match) {
  if (request.method == "OPTIONS") return preflight();
  auto file = open_below(match.folder, match.relative_path);
  if (!file) return not_found(request);
  const RangeVerdict range = wanted_range(request, *file);
  if (std::holds_alternative<UnsatisfiableRange>(range)) return unsatisfiable(file->size_bytes);
  Reply reply;
  reply.response.content_type = mime_type_of(match.relative_path);
  allow_any_origin(reply.response);
  auto& headers = reply.response.headers;
  headers.emplace_back("Cache-Control", cache_control_of(reply.response.content_type));
  headers.emplace_back("ETag", file->entity_tag);
  headers.emplace_back("Accept-Ranges", "bytes");
  if (names_tag(request.header("If-None-Match"), file->entity_tag)) {
    reply.response.status = 304;
  } else if (const auto* part = std::get_if<ByteRange>(&range)) {
    reply.response.status = 206;
    reply.may_compress = false;
    headers.emplace_back("Content-Range",
                         fmt::format("bytes {}-{}/{}", part->first, part->first + part->length - 1, file->size_bytes));
    reply.file = FileSlice{std::move(file->descriptor), part->first, part->length};
  } else {
    put_whole_file(reply, std::move(*file));
  }
  return reply;
}

}  // namespace cw::web
