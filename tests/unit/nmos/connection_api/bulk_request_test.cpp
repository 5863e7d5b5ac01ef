#include "nmos/connection_api/bulk_request.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(BulkRequest, ReadsItemsAndLeavesTheirParametersToThem) {
  const auto sut = read_bulk_request(R"([{"id": "2ed6657d-e927-568b-95e1-2665a8aea6a2", "params": {"anything": 1}}])");
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->at(0).params["anything"], 1);
  EXPECT_TRUE(read_bulk_request("[]")->empty());
}

TEST(BulkRequest, RefusesWhatTheSchemaDoesNotHave) {
  for (const auto* body :
       {"", "{}", "[1]", R"([{"id": "2ed6657d-e927-568b-95e1-2665a8aea6a2"}])", R"([{"id": "x", "params": {}}])",
        R"([{"id": "2ed6657d-e927-568b-95e1-2665a8aea6a2", "params": []}])",
        R"([{"id": "2ed6657d-e927-568b-95e1-2665a8aea6a2", "params": {}, "more": 1}])"}) {
    EXPECT_FALSE(read_bulk_request(body)) << body;
  }
}

}  // namespace
}  // namespace cw::nmos
