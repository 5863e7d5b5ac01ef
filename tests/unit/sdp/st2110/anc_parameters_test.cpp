#include "sdp/st2110/anc_parameters.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

Expected<AncParameters> read(std::string_view text, std::string* warnings = nullptr) {
  Warnings collected;
  Fmtp fmtp = Fmtp::parse(text, 8, &collected);
  auto anc = read_anc(fmtp);
  for (const Warning& warning : collected.take()) {
    if (warnings != nullptr) *warnings += warning.what + "\n";
  }
  return anc;
}

TEST(SdpAnc, TakesNoParametersAtAll) { EXPECT_EQ(*read(""), AncParameters{}); }

TEST(SdpAnc, ReadsBackWhatItWrites) {
  const AncParameters anc{.did_sdid = {{0x61, 0x02}, {0x60, 0x60}},
                          .vpid_code = 133,
                          .rate = FrameRate::create(30000, 1001),
                          .interlaced = true,
                          .standard = "ST2110-40:2021",
                          .transmission = TransmissionModel::kLowLatency,
                          .troff_us = 80};
  const std::string text = write_anc(anc);
  EXPECT_TRUE(text.starts_with("DID_SDID={0x61,0x02}; DID_SDID={0x60,0x60}; VPID_Code=133; ")) << text;
  EXPECT_TRUE(text.ends_with("; "));
  std::string warnings;
  EXPECT_EQ(*read(text, &warnings), anc);
  EXPECT_EQ(warnings, "");
}

TEST(SdpAnc, SeesPastOtherFormsOfTheIds) {
  const std::vector<DidSdid> both{{0x61, 0x02}, {0x41, 0x05}};
  EXPECT_EQ(read("DID_SDID={0x61,0x02},{0x41,0x05}")->did_sdid, both);
  EXPECT_EQ(read("DID_SDID={0x61, 0x2}; DID_SDID=0x41,0x05")->did_sdid, both);
  EXPECT_EQ(read("DID_SDID={97,2}{65,5}")->did_sdid, both);
  EXPECT_EQ(read("VPID_Code=0x85")->vpid_code, 133);
}

TEST(SdpAnc, KnowsWhichEditionGoesWithTheTransmissionModel) {
  std::string warnings;
  EXPECT_EQ(read("TM=CTM", &warnings)->standard, "ST2110-40:2023");
  EXPECT_EQ(read("TM=CTM; SSN=st2110-40:2018", &warnings)->standard, "ST2110-40:2023");
  EXPECT_EQ(read("SSN=ST2110-40:2023", &warnings)->standard, "ST2110-40:2018");
  EXPECT_EQ(warnings,
            "SSN is missing, read as ST2110-40:2023\nSSN is \"st2110-40:2018\", read as ST2110-40:2023\n"
            "SSN is \"ST2110-40:2023\", read as ST2110-40:2018\n");
}

TEST(SdpAnc, TakesEitherNameOfTheEditionWithTransmissionModels) {
  std::string warnings;
  for (const char* edition : {"ST2110-40:2021", "ST2110-40:2023"}) {
    EXPECT_EQ(read(std::string("TM=LLTM; SSN=") + edition, &warnings)->standard, edition);
  }
  EXPECT_EQ(warnings, "");
}

TEST(SdpAnc, KeepsAnEditionThatItDoesNotKnow) {
  std::string warnings;
  EXPECT_EQ(read("SSN=ST2110-40:2031", &warnings)->standard, "ST2110-40:2031");
  EXPECT_EQ(warnings, "SSN is \"ST2110-40:2031\", an edition unknown here\n");
}

TEST(SdpAnc, SaysWhatIsAllowed) {
  for (const char* wrong : {"{0x161,0x02}", "{0x61}", "{0x61,0x02", "x", "{0x61,0x02},0x41"}) {
    EXPECT_EQ(
        read(std::string("DID_SDID=") + wrong).error().message,
        std::string("line 8, a=fmtp: DID_SDID is \"") + wrong + "\"; allowed is DID and SDID such as {0x61,0x02}");
  }
  EXPECT_EQ(read("VPID_Code=256").error().message,
            "line 8, a=fmtp: VPID_Code is \"256\"; allowed is an integer from 0 to 255");
}

}  // namespace
}  // namespace cw::sdp
