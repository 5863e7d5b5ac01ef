// Sources, senders and receivers against each other and against the networks.
#include "config/cross_checks.h"
#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;

TEST(FlowChecks, FindsTwoObjectsWithOneId) {
  nlohmann::json document = example_document();
  document["sources"].push_back(document["sources"][0]);
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/sources/1/id", "is \"bars\", which /sources/0 has already")));
}

TEST(FlowChecks, FindsASourceThatDoesNotExist) {
  expect_one_fault("/senders/0/source", "bats", "which does not exist; did you mean \"bars\"?");
}

TEST(FlowChecks, DoesNotBlameAReferenceWhenTheIdItMayMeanIsMissing) {
  nlohmann::json document = example_document();
  document["sources"][0].erase("id");
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/sources/0", "\"id\" is missing")));
}

TEST(FlowChecks, FindsAnEssenceThatTheSourceDoesNotMake) {
  expect_one_fault("/senders/1/essence", "anc", "source \"bars\" does not make; add \"anc\" to that source");
}

TEST(FlowChecks, RefusesToSendWhatACaptureSendsByItself) {
  const auto capture = nlohmann::json::parse(R"({"id": "bars", "type": "capture", "file": "/proc/self/status",
      "flows": [{"match": "239.1.1.1:5000", "destination": "239.9.1.1:5000", "network": "red"}]})");
  EXPECT_THAT(
      faults_of(example_with("/sources/0", capture)),
      ElementsAre(is_fault("/senders/0/source", "is the capture \"bars\""), is_fault("/senders/1/source", "capture")));
}

TEST(FlowChecks, FindsACaptureFileThatIsNotThere) {
  nlohmann::json document = example_document();
  document["sources"].push_back(nlohmann::json::parse(R"({"id": "cc", "type": "capture", "file": "cc.pcap",
      "flows": [{"match": "239.1.1.1:5000", "destination": "239.9.1.1:5000", "network": "red"}]})"));
  EXPECT_THAT(faults_of(document),
              ElementsAre(is_fault("/sources/1/file", "is /nowhere/cc.pcap, which is no file here")));
}

TEST(FlowChecks, SaysWhichKeysBelongToWhichType) {
  expect_one_fault("/sources/0/file", "x.pcap", "belongs to a source of type \"capture\"");
  expect_one_fault("/senders/1/packing", "bpm", "belongs to a sender of essence \"video\"");
  expect_one_fault("/senders/0/packet_time_us", 125, "belongs to a sender of essence \"audio\"");
  expect_one_fault("/receivers/0/anc", nlohmann::json::object(), "this receiver's essence is \"video\"");
}

TEST(FlowChecks, WantsEitherAnSdpOrLegs) {
  nlohmann::json document = example_with("/receivers/0/sdp", "/proc/self/status");
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/receivers/0/video", "comes from the SDP file"),
                                               is_fault("/receivers/0/legs", "comes from the SDP file")));
  document["receivers"][0].erase("video");
  document["receivers"][0].erase("legs");
  EXPECT_EQ(load_valid(document).receivers[0].sdp_file, "/proc/self/status");
  document["receivers"][0].erase("sdp");
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/receivers/0", "\"legs\" is missing"),
                                               is_fault("/receivers/0", "\"video\" is missing")));
}

TEST(FlowChecks, FindsALegWithoutANetwork) {
  nlohmann::json document = example_document();
  document["networks"].erase("blue");
  document["senders"][0]["legs"]["blue"]["destination"] = "239.120.0.1";
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/senders/0/legs/blue", "add /networks/blue or leave it out")));
}

TEST(FlowChecks, RefusesAddressesThatMakeNoSense) {
  expect_one_fault("/senders/0/legs/red/destination", "224.0.0.5", "multicast group outside 224.0.0.0/24");
  expect_one_fault("/senders/0/legs/red/destination", "0.0.0.0", "allowed is a multicast group");
  expect_one_fault("/receivers/0/legs/red/group", "10.0.0.1", "or 192.168.110.10 for a unicast flow");
  expect_one_fault("/receivers/0/legs/red/source", "239.1.1.1", "allowed is the address of the sending host");
  load_valid(example_with("/receivers/0/legs/red/group", "192.168.110.10"));
  load_valid(example_with("/senders/0/legs/red/destination", "192.168.110.77"));
}

TEST(FlowChecks, KeepsAudioPacketsWithinTheStandardSize) {
  expect_one_fault("/receivers/1/audio", {{"channels", 16}},
                   "makes packets of 2304 octets (16 channels, 24 bit, 48000 Hz, 1000 us); allowed are 1440");
  load_valid(example_with("/receivers/1/audio", {{"channels", 64}, {"packet_time_us", 125}}));
  load_valid(example_with("/receivers/1/audio", {{"channels", 10}}));
  EXPECT_THAT(faults_of(example_with("/sources/0/audio", {{"channels", 64}})),
              ElementsAre(is_fault("/senders/1", "makes packets of 9216 octets")));
}

TEST(FlowChecks, KeepsVideoDatagramsWithinTheMtu) {
  expect_one_fault("/senders/0/max_udp", 8960, "more than the network's mtu of 1500 holds; allowed are 1480 octets");
  nlohmann::json document = example_with("/senders/0/max_udp", 8960);
  document["networks"]["red"]["mtu"] = 9000;
  load_valid(document);
}

TEST(FlowChecks, FindsTwoObjectsOnOneFlow) {
  expect_one_fault("/senders/1/legs/red", {{"destination", "239.110.0.1"}},
                   "sends to 239.110.0.1:5004, as sender \"bars-video\" does");
  expect_one_fault("/receivers/1/legs/red", {{"group", "239.110.0.1"}},
                   "receives 239.110.0.1:5004, as receiver \"cam1-video\" does");
  nlohmann::json document = example_document();
  document["receivers"][0]["legs"]["red"]["source"] = "192.168.110.1";
  document["receivers"][1]["legs"]["red"] = {{"group", "239.110.0.1"}, {"source", "192.168.110.2"}};
  load_valid(document);
}

TEST(FlowChecks, WantsAnEvenNumberOfLinesWhenInterlaced) {
  EXPECT_THAT(faults_of(example_with("/sources/0/video", {{"height", 487}, {"scan", "interlaced"}})),
              ElementsAre(is_fault("/sources/0/video/height", "even number of lines")));
}

}  // namespace
}  // namespace cw::config
