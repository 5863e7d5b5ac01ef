// Holds a running node against the published RAML and schemas, over HTTP: nmos_api_probe http://127.0.0.1:3212
#include <gtest/gtest.h>

#include <string>

#include "nmos/transport/http_client.h"
#include "tests/support/schemas.h"
#include "tests/unit/nmos/raml_walk.h"

namespace cw::nmos::test {
namespace {

std::string node_url;

Reply ask_running_node(HttpClient& client, const HttpRequest& request) {
  const HttpResult answer = client.send(request, {});
  if (!answer) {
    ADD_FAILURE() << request.method << " " << request.url << ": " << answer.error().message;
    return {};
  }
  Reply reply{.status = answer->status,
              .body = {},
              .response = {.status = answer->status,
                           .content_type = std::string(answer->header("Content-Type")),
                           .body = answer->body,
                           .headers = answer->headers}};
  reply.body = nlohmann::json::parse(answer->body, nullptr, false);
  return reply;
}

TEST(RunningNode, FollowsTheSchemasAtEveryPathByEveryMethod) {
  CW_REQUIRE_SCHEMAS(schemas);
  const auto client = make_http_client({});
  const Ask ask = [&](const std::string& method, const std::string& path, const std::string& body) {
    return ask_running_node(*client, {.method = method, .url = node_url + path, .body = body});
  };
  for (const PublishedApi& api : kPublishedApis) RamlWalk(ask, schemas, api).run();
}

}  // namespace
}  // namespace cw::nmos::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  cw::nmos::test::node_url = argv[1];
  return RUN_ALL_TESTS();
}
