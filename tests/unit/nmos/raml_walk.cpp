#include "tests/unit/nmos/raml_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "tests/unit/nmos/schema_check.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

constexpr const char* kErrorSchema = "is-04/APIs/schemas/error.json";  // the same in all of them

/// Names below a path: entries of a listing, ids of resources, keys of the maps of IS-08.
std::vector<std::string> children_of(const std::string& path, const json& body) {
  std::vector<std::string> children;
  if (body.is_array()) {
    for (const json& entry : body) {
      if (entry.is_string()) children.push_back(entry.get<std::string>().substr(0, entry.get<std::string>().find('/')));
      if (entry.is_object() && entry.contains("id")) children.push_back(entry["id"].get<std::string>());
    }
  }
  const json keyed = path.ends_with("/map/active")        ? body["map"]
                     : path.ends_with("/map/activations") ? body
                                                          : json::object();
  for (const auto& [key, value] : keyed.items()) children.push_back(key);
  return children;
}

}  // namespace

RamlWalk::RamlWalk(Ask ask, const std::filesystem::path& schemas, const PublishedApi& api)
    : ask_(std::move(ask)), error_schema_(schemas / kErrorSchema), api_(api), paths_(read_raml(schemas / api.raml)) {
  EXPECT_GT(paths_.size(), 10U) << api.raml << " is not read";
}

void RamlWalk::run() {
  for (const RamlPath& path : paths_) {
    size_t found = 0;
    for (const std::string& concrete : concrete_paths(path.path)) {
      check(path, concrete);
      ++found;
    }
    EXPECT_GT(found, 0U) << "the node shows nothing at " << path.path;
  }
}

std::vector<std::string> RamlWalk::concrete_paths(const std::string& pattern) const {
  std::vector<std::string> known{api_.root};
  for (size_t at = 0; at < pattern.size();) {
    const size_t end = std::min(pattern.find('/', at + 1), pattern.size());
    const std::string segment = pattern.substr(at + 1, end - at - 1);
    std::vector<std::string> longer;
    for (const std::string& path : known) {
      const bool is_open = segment.starts_with('{');
      for (const std::string& name : is_open ? children_of(path, get(path).body) : std::vector{segment}) {
        longer.push_back(path + "/" + name);
      }
    }
    known = std::move(longer);
    at = end;
  }
  return known;
}

void RamlWalk::check(const RamlPath& path, const std::string& concrete) const {
  SCOPED_TRACE(concrete);
  // IS-05 v1.0 is v1.1 without it.
  if (concrete.starts_with("/x-nmos/connection/v1.0/") && path.path.ends_with("/transporttype")) {
    EXPECT_EQ(get(concrete).status, 404);
    return;
  }
  check_get(path, concrete);
  check_options(path, concrete);
  for (const char* method : {"PUT", "POST", "PATCH", "DELETE"}) {
    const auto published = path.methods.find(method);
    published == path.methods.end() ? check_not_allowed(method, concrete)
                                    : check_bad_request(method, published->second, concrete);
  }
}

void RamlWalk::check_get(const RamlPath& path, const std::string& concrete) const {
  const auto published = path.methods.find("GET");
  if (published == path.methods.end() || published->second.statuses.contains(405)) {
    check_not_allowed("GET", concrete);
    check_not_allowed("HEAD", concrete);
    return;
  }
  const Reply reply = get(concrete);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(get(concrete + "/").response.body, reply.response.body);
  const Reply head = ask_("HEAD", concrete, "");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(header_of(head.response, "Access-Control-Allow-Origin"), "*");
  check_listing(path, reply.body);
  const bool has_fewer_children = concrete.starts_with("/x-nmos/connection/v1.0/") && path.path.ends_with("Id}");
  if (published->second.schema.empty() || has_fewer_children) return;
  EXPECT_EQ(reply.response.content_type, "application/json");
  EXPECT_EQ(schema_faults(published->second.schema, reply.body), "") << reply.body.dump(1);
}

/// What a listing names has to be in the RAML, too.
void RamlWalk::check_listing(const RamlPath& path, const json& body) const {
  if (!body.is_array()) return;
  for (const json& entry : body) {
    if (!entry.is_string()) continue;
    const std::string below = path.path + "/" + entry.get<std::string>().substr(0, entry.get<std::string>().find('/'));
    EXPECT_TRUE(std::ranges::any_of(paths_, [&](const RamlPath& known) {
      return known.path == below || known.path.starts_with(path.path + "/{");
    })) << below;
  }
}

void RamlWalk::check_options(const RamlPath& path, const std::string& concrete) const {
  const Reply reply = ask_("OPTIONS", concrete, "");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
  EXPECT_NE(header_of(reply.response, "Access-Control-Allow-Headers").find("Content-Type"), std::string::npos);
  const std::string allowed = header_of(reply.response, "Access-Control-Allow-Methods");
  for (const auto& [name, method] : path.methods) {
    EXPECT_EQ(allowed.find(name) != std::string::npos, !method.statuses.contains(405)) << name << " in " << allowed;
  }
}

void RamlWalk::check_not_allowed(const char* method, const std::string& concrete) const {
  const Reply reply = ask_(method, concrete, "{}");
  EXPECT_EQ(reply.status, 405) << method;
  EXPECT_EQ(header_of(reply.response, "Allow").find(method), std::string::npos) << method;
  EXPECT_NE(header_of(reply.response, "Allow"), "") << method;
  if (std::string_view(method) != "HEAD") check_error(reply);  // which has no body
}

/// A body that is none; DELETE has none and is done.
void RamlWalk::check_bad_request(const char* method, const RamlMethod& published, const std::string& concrete) const {
  const Reply reply = ask_(method, concrete, "{");
  EXPECT_TRUE(published.statuses.contains(reply.status)) << method << " answers " << reply.status;
  EXPECT_EQ(reply.status < 400, reply.status == 204) << method;
  if (reply.status >= 400) check_error(reply);
}

void RamlWalk::check_error(const Reply& reply) const {
  EXPECT_EQ(schema_faults(error_schema_, reply.body), "") << reply.body;
  EXPECT_EQ(reply.body.value("code", 0), reply.status);
  EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
}

}  // namespace cw::nmos::test
