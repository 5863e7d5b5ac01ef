#include "nmos/discovery/resolver_config.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(ResolverConfig, ReadsServersAndDomains) {
  const ResolverConfig config = parse_resolver_config(
      "# by hand\n"
      "domain old.example\n"
      "nameserver 10.0.0.1\n"
      "nameserver 10.0.0.2 ; second\n"
      "options ndots:2\n"
      "search studio.example  facility.example\n"
      "nameserver\n");
  EXPECT_EQ(config.servers, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(config.domains, (std::vector<std::string>{"studio.example", "facility.example"}));
}

TEST(ResolverConfig, KeepsWithinTheBoundsOfTheCLibrary) {
  std::string text = "search a b c d e f g h\n";
  for (int i = 0; i < 9; ++i) text += "nameserver 10.0.0." + std::to_string(i) + "\n";
  const ResolverConfig config = parse_resolver_config(text);
  EXPECT_EQ(config.servers.size(), 3U);
  EXPECT_EQ(config.domains.size(), 6U);
}

TEST(ResolverConfig, AFileThatIsNotThereIsEmpty) { EXPECT_EQ(read_resolver_config("/no/such/file"), ResolverConfig{}); }

}  // namespace
}  // namespace cw::nmos
