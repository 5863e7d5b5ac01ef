#include "gateway/bridge/coding/avc_configuration.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

const std::vector<uint8_t> kHighSets{0, 0, 0,    5,    0x67, 100, 0, 32, 0xAC, 0,    0,
                                     0, 3, 0x06, 0x05, 0x80, 0,   0, 0,  2,    0x68, 0xEE};

TEST(AvcConfiguration, HoldsTheParameterSetsAndLeavesOtherUnitsOut) {
  const auto sut = make_avc_configuration(kHighSets);
  const std::vector<uint8_t> wanted{1,  100,  0, 32, 0xFF, 0xE1, 0,    5,    0x67, 100,  0,
                                    32, 0xAC, 1, 0,  2,    0x68, 0xEE, 0xFD, 0xF8, 0xF8, 0};
  EXPECT_EQ(sut, wanted);
  EXPECT_EQ(avc_codec_string(sut), "avc1.640020");
}

TEST(AvcConfiguration, EndsAfterTheSetsForTheOldProfiles) {
  std::vector<uint8_t> sets = kHighSets;
  sets[5] = 66;
  sets[6] = 0xC0;
  const auto sut = make_avc_configuration(sets);
  EXPECT_EQ(sut.size(), 18U);
  EXPECT_EQ(avc_codec_string(sut), "avc1.42c020");
}

TEST(AvcConfiguration, IsEmptyWithoutBothSets) {
  EXPECT_TRUE(make_avc_configuration({}).empty());
  EXPECT_TRUE(make_avc_configuration(std::vector<uint8_t>{0, 0, 0, 2, 0x68, 0xEE}).empty());
  EXPECT_TRUE(avc_codec_string({}).empty());
}

TEST(AvcConfiguration, StopsAtALengthThatIsTooLong) {
  std::vector<uint8_t> sets = kHighSets;
  sets[15] = 0xFF;
  sets[16] = 0xFF;
  EXPECT_TRUE(make_avc_configuration(sets).empty());
}

}  // namespace
}  // namespace cw::bridge
