// Sequences of requests to a node that has everything: one a line. A line that begins with a digit or letter of the table below goes to
// that path with the rest as body; others are "METHOD path body". After each the time moves on by the line's length in ms and what is due
// happens. Whatever comes, errors are those of NMOS and every JSON reply is JSON.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/unit/nmos/api_client.h"

namespace {

using cw::nmos::test::NodeUnderTest;

struct Shortcut {
  const char* method;
  std::string path;
};

std::string_view cut(std::string_view& text, char at) {
  const size_t end = std::min(text.find(at), text.size());
  const std::string_view head = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return head;
}

cw::web::Request request_of(const NodeUnderTest& node, std::string_view line) {
  const std::array<Shortcut, 8> shortcuts{
      {{"PATCH", node.sender_path("cam1-video") + "/staged"},
       {"PATCH", node.receiver_path("in1-video") + "/staged"},
       {"PATCH", node.receiver_path("in1-audio") + "/staged"},
       {"POST", node.connection_root + "/bulk/senders"},
       {"POST", node.connection_root + "/bulk/receivers"},
       {"POST", node.mapping_root + "/map/activations"},
       {"GET", node.mapping_root + "/map/active"},
       {"PUT", "/x-nmos/node/v1.3/receivers/" + node.ids.receiver("in1-video") + "/target"}}};
  const size_t index = line.empty() ? shortcuts.size() : static_cast<size_t>(line[0] - '0');
  cw::web::Request request;
  if (index < shortcuts.size()) {
    request.method = shortcuts.at(index).method;
    request.path = shortcuts.at(index).path;
    line.remove_prefix(1);
  } else {
    request.method = cut(line, ' ');
    request.path = cut(line, ' ');
  }
  request.body = line;
  return request;
}

void check(const cw::web::Response& response) {
  if (response.status >= 500 && response.status != 501) std::abort();
  if (response.content_type != "application/json" || response.body.empty()) return;
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  if (body.is_discarded()) std::abort();
  if (response.status >= 400 && body["code"] != response.status) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  NodeUnderTest node;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) {
    const std::string_view line = cut(text, '\n');
    check(node.node->handle(request_of(node, line)));
    node.equipment.time += std::chrono::milliseconds(line.size());
    node.node->poll(node.equipment.time);
  }
  return 0;
}
