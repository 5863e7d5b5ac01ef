#include "config/loader.h"

#include <cstdlib>
#include <fstream>

#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(Loader, FillsInDefaults) {
  const Config sut = load_valid(example_document());
  EXPECT_EQ(sut.clock.source, ClockSource::kSystem);
  EXPECT_EQ(sut.engine.polling, Polling::kAdaptive);
  EXPECT_EQ(sut.engine.memory_mib, 256U);
  EXPECT_EQ(sut.networks[0]->mtu, 1500);
  EXPECT_EQ(sut.networks[0]->prefix, 24);
  EXPECT_EQ(sut.networks[0]->address.value, 0xC0A86E0AU);
  EXPECT_EQ(sut.senders[0].payload_type.value, 96);
  EXPECT_EQ(sut.senders[1].payload_type.value, 97);
  EXPECT_EQ(sut.senders[0].legs[0]->port, 5004);
  EXPECT_FALSE(sut.senders[0].legs[1].has_value());
  EXPECT_EQ(sut.receivers[0].video->rate, FrameRate::hz(50));
  EXPECT_FALSE(sut.receivers[0].audio.has_value());
  EXPECT_EQ(sut.channels[0].name, "one");
  EXPECT_EQ(sut.channels[0].outputs[1].rendition, "720p");
  EXPECT_EQ(sut.web.port, 8080);
}

TEST(Loader, ReadsWhatIsGiven) {
  const Config sut = load_valid(example_document().patch(nlohmann::json::parse(R"([
    {"op": "add", "path": "/clock", "value": {"source": "free"}},
    {"op": "add", "path": "/engine", "value": {"polling": "busy", "hugepages": "never"}},
    {"op": "add", "path": "/receivers/0/video", "value": {"rate": "60000/1001", "scan": "psf", "depth": 8}},
    {"op": "add", "path": "/networks/red/gateway", "value": "192.168.110.1"},
    {"op": "add", "path": "/channels/0/rate", "value": 25},
    {"op": "add", "path": "/senders/0/packing", "value": "gpm"}
  ])")));
  EXPECT_EQ(sut.clock.source, ClockSource::kFree);
  EXPECT_EQ(sut.engine.polling, Polling::kBusy);
  EXPECT_EQ(sut.engine.hugepages, Hugepages::kNever);
  EXPECT_EQ(sut.receivers[0].video->rate, *FrameRate::create(60000, 1001));
  EXPECT_EQ(sut.receivers[0].video->scan, Scan::kPsf);
  EXPECT_EQ(sut.receivers[0].video->depth, 8);
  EXPECT_EQ(sut.networks[0]->gateway.value, 0xC0A86E01U);
  EXPECT_EQ(sut.channels[0].rate, FrameRate::hz(25));
  EXPECT_EQ(sut.senders[0].packing, Packing::kGpm);
}

TEST(Loader, ReportsFiveFaultsOfDifferentKindsAtOnce) {
  nlohmann::json document = example_document();
  document["web"]["port"] = 70000;
  document["senders"][0]["colour"] = "red";
  document["receivers"][0].erase("essence");
  document["channels"][0]["inputs"]["video"][0] = "cam9-video";
  document["networks"]["red"]["address"] = "192.168.110.300/24";
  EXPECT_THAT(
      faults_of(document),
      UnorderedElementsAre(
          is_fault("/web/port", "is 70000; allowed is an integer from 1 to 65535"),
          is_fault("/senders/0/colour", "unknown key; allowed is"),
          is_fault("/receivers/0", "\"essence\" is missing; it is \"video\", \"audio\" or \"anc\""),
          is_fault("/channels/0/inputs/video/0",
                   "is \"cam9-video\", which does not exist; did you mean \"cam1-video\"?"),
          is_fault("/networks/red/address", "is \"192.168.110.300/24\"; allowed is an IPv4 address with a prefix")));
}

TEST(Loader, GuessesTheKeyThatWasMeant) {
  EXPECT_THAT(faults_of(example_with("/web", {{"adress", "127.0.0.1"}})),
              ElementsAre(is_fault("/web/adress", "unknown key; did you mean \"address\"?")));
  EXPECT_THAT(faults_of(example_with("/recievers", nlohmann::json::array())),
              ElementsAre(is_fault("/recievers", "unknown key; did you mean \"receivers\"?")));
}

TEST(Loader, NamesEveryUnknownKeyOfAnObject) {
  EXPECT_THAT(faults_of(example_with("/web", {{"a", 1}, {"b", 2}})),
              ElementsAre(is_fault("/web/a", "unknown key"), is_fault("/web/b", "unknown key")));
}

TEST(Loader, SaysWhatAValueMayBe) {
  expect_one_fault("/engine", 7, "is 7; allowed is an object with cores, hugepages, memory_mib or polling");
  expect_one_fault("/senders/0/essence", "sound", "is \"sound\"; allowed is \"video\", \"audio\" or \"anc\"");
  expect_one_fault("/sources/0/video/depth", 12, "is 12; allowed is 8 or 10");
  expect_one_fault("/sources/0/video/width", 1921, "is 1921; allowed is an integer from 16 to 4096 (pixels, even");
  expect_one_fault("/channels/0/ladder", nlohmann::json::array(),
                   "is a list of 0; allowed is a list of 1 to 16 entries");
  expect_one_fault("/receivers/0/id", "a b", "is \"a b\"; allowed is 1 to 64 letters, digits");
  expect_one_fault("/sources/0/video/rate", "59.94", "is \"59.94\"; write \"60000/1001\"");
  expect_one_fault("/sources/0/video/rate", "1000000", "allowed is an integer or n/1001 from 1 to 240");
}

TEST(Loader, RefusesWhatIsNotAnObject) {
  EXPECT_EQ(load_config("[]", "").error().size(), 1U);
  EXPECT_EQ(load_config("", "").error().size(), 1U);
  EXPECT_EQ(load_config("null", "").error().size(), 1U);
}

TEST(Loader, ResolvesPathsAgainstTheFolderOfTheFileAndTheStateFolder) {
  nlohmann::json document = example_with("/state_directory", "state");
  document["channels"][0]["outputs"][0]["directory"] = "elsewhere";
  const Config sut = load_valid(document);
  EXPECT_EQ(sut.state_directory, "/nowhere/state");
  EXPECT_EQ(sut.web.hls_root, "/nowhere/state/hls");
  EXPECT_EQ(sut.channels[0].outputs[0].directory, "/nowhere/state/elsewhere");
  EXPECT_EQ(load_valid(example_with("/state_directory", "/s")).channels[0].outputs[0].directory, "/s/hls/one");
}

TEST(Loader, SaysThatAFileCannotBeRead) {
  const auto result = load_config_file("/nowhere/causeway.json");
  ASSERT_FALSE(result);
  EXPECT_EQ(to_text(result.error()),
            "/: cannot read /nowhere/causeway.json; allowed is a file that this user may read\n");
}

TEST(Loader, PublishesItsSchema) {
  const auto schema = nlohmann::json::parse(schema_text());
  EXPECT_EQ(schema["title"], "Causeway configuration");
}

}  // namespace
}  // namespace cw::config
