#include "sdp/st2110/anc_parameters.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

TEST(SdpAnc, TakesNoParametersAtAll) { EXPECT_EQ(*read_anc(Fmtp::none(3)), AncParameters{}); }

TEST(SdpAnc, ReadsBackWhatItWrites) {
  const AncParameters anc{.did_sdid = {{0x61, 0x02}, {0x60, 0x60}},
                          .vpid_code = 133,
                          .rate = FrameRate::create(30000, 1001),
                          .interlaced = true,
                          .standard = "ST2110-40:2018"};
  const std::string text = write_anc(anc);
  EXPECT_TRUE(text.starts_with("DID_SDID={0x61,0x02}; DID_SDID={0x60,0x60}; VPID_Code=133; ")) << text;
  EXPECT_TRUE(text.ends_with("; "));
  EXPECT_EQ(*read_anc(Fmtp::parse(text, 1)), anc);
}

TEST(SdpAnc, SaysWhatIsAllowed) {
  EXPECT_EQ(read_anc(Fmtp::parse("DID_SDID={0x161,0x02}", 8)).error().message,
            "line 8, a=fmtp: DID_SDID is \"{0x161,0x02}\"; allowed is DID and SDID such as {0x61,0x02}");
  EXPECT_EQ(read_anc(Fmtp::parse("VPID_Code=256", 8)).error().message,
            "line 8, a=fmtp: VPID_Code is \"256\"; allowed is an integer from 0 to 255");
}

}  // namespace
}  // namespace cw::sdp
