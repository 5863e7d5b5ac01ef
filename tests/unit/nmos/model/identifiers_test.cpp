#include "nmos/model/identifiers.h"

#include <gtest/gtest.h>

#include <set>

namespace cw::nmos {
namespace {

TEST(NameBasedUuid, IsTheOneThatEverybodyElseMakes) {
  EXPECT_EQ(name_based_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, HasToBeInLowerCaseWithVersionAndVariant) {
  EXPECT_TRUE(is_uuid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  EXPECT_FALSE(is_uuid("2ED6657D-e927-568b-95e1-2665a8aea6a2"));
  EXPECT_FALSE(is_uuid("2ed6657d-e927-668b-95e1-2665a8aea6a2"));
  EXPECT_FALSE(is_uuid("2ed6657d-e927-568b-75e1-2665a8aea6a2"));
  EXPECT_FALSE(is_uuid("2ed6657de-927-568b-95e1-2665a8aea6a2"));
  EXPECT_FALSE(is_uuid("2ed6657d-e927-568b-95e1-2665a8aea6a"));
  EXPECT_FALSE(is_uuid(""));
}

TEST(Identifiers, AreTheSameAfterARestart) {
  EXPECT_EQ(Identifiers("machine").sender("cam1"), Identifiers("machine").sender("cam1"));
  EXPECT_NE(Identifiers("machine").sender("cam1"), Identifiers("another").sender("cam1"));
}

TEST(Identifiers, DifferForEveryThing) {
  const Identifiers sut("machine");
  const std::set<std::string> all{sut.node(),      sut.device(),      sut.source("a"), sut.flow("a"),
                                  sut.sender("a"), sut.receiver("a"), sut.sender("b")};
  EXPECT_EQ(all.size(), 7U);
  for (const std::string& id : all) EXPECT_TRUE(is_uuid(id)) << id;
}

}  // namespace
}  // namespace cw::nmos
