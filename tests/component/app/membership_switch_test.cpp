// What the switches of the network see of a receiver that moves (IGMPv3, RFC 3376): the new groups are joined before, the old ones are left
// after the new sender is on air, and only when nobody else here receives them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include "gateway/core/byte_reader.h"
#include "gateway/packet_io/igmp/igmp_messages.h"
#include "tests/component/app/switch_rig.h"
#include "tests/support/capturing_sink.h"

namespace cw::app {
namespace {

using config::Essence;
using packet_io::GroupRecord;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr size_t kIgmpBegin = 14 + 24;  // Ethernet; IPv4 with Router Alert

class MembershipSwitchTest : public test::SwitchRig {
 protected:
  struct Report {
    TaiTime at;
    GroupRecord record;
    Ipv4Address group;
    TaiTime shown;  ///< the end of the picture on air
  };

  /// Takes the reports of both networks before their agents send them.
  void tick() override {
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      engine_->network(leg)->host().poll(now_, sink_);
      for (const auto& frame : sink_.take()) {
        if (frame.size() >= kIgmpBegin + 8 && load_be16(frame.data() + 12) == 0x0800) read(frame);
      }
    }
  }

  void read(const std::vector<uint8_t>& frame) {
    const uint8_t* igmp = frame.data() + kIgmpBegin;
    ASSERT_EQ(igmp[0], 0x22) << "IGMPv3 report";
    const uint8_t* record = igmp + 8;
    for (int left = load_be16(igmp + 6); left > 0; --left) {
      reports_.push_back({now_, static_cast<GroupRecord>(record[0]), Ipv4Address{load_be32(record + 4)}, shown()});
      record += 8 + 4 * load_be16(record + 2);
    }
  }

  [[nodiscard]] TaiTime shown() const { return pictures_.entries.empty() ? TaiTime{} : pictures_.entries.back().end; }
  [[nodiscard]] Ipv4Address group(int number, Leg leg = Leg::kRed) {
    return studio(number).programme().group(Essence::kVideo, leg);
  }
  /// Records about a group, without repetitions.
  [[nodiscard]] std::vector<GroupRecord> records(Ipv4Address group) const {
    std::vector<GroupRecord> found;
    for (const Report& report : reports_) {
      if (report.group == group && (found.empty() || found.back() != report.record)) found.push_back(report.record);
    }
    return found;
  }
  [[nodiscard]] const Report& first(Ipv4Address group, GroupRecord record) const {
    return *std::ranges::find_if(reports_, [&](const Report& r) { return r.group == group && r.record == record; });
  }
  [[nodiscard]] int64_t groups(Leg leg) const { return engine_->network(leg)->host().igmp_statistics().groups.get(); }

  test::CapturingSink sink_;
  std::vector<Report> reports_;
};

TEST_F(MembershipSwitchTest, JoinsBeforeAndLeavesAfter) {
  run(milliseconds(2500));  // until all has been said and repeated
  EXPECT_EQ(groups(Leg::kRed), 3);
  reports_.clear();
  forget();
  const TaiTime asked = now_;
  move_all(2);
  run(milliseconds(2500));
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    ASSERT_THAT(records(group(2, leg)), ElementsAre(GroupRecord::kToExclude));
    ASSERT_THAT(records(group(1, leg)), ElementsAre(GroupRecord::kToInclude));
    EXPECT_LT(first(group(2, leg), GroupRecord::kToExclude).at - asked, milliseconds(1)) << "at once";
    ASSERT_EQ(pictures_.cuts().size(), 1U);
    EXPECT_GE(first(group(1, leg), GroupRecord::kToInclude).shown, pictures_.cuts()[0]) << "make before break";
    EXPECT_EQ(groups(leg), 3);
  }
}

TEST_F(MembershipSwitchTest, LeavesAGroupWhenTheLastReceiverOfItHasGone) {
  auto second = receiver(Essence::kVideo);
  run(milliseconds(2500));
  reports_.clear();
  move_all(2);
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1)), IsEmpty()) << "somebody still wants it";
  move_all(1);
  run(milliseconds(2500));
  second->stop();
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1)), IsEmpty());
  move_all(2);
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1)), ElementsAre(GroupRecord::kToInclude));
}

TEST_F(MembershipSwitchTest, DoesNotLeaveTheGroupThatOneLegKeeps) {
  run(milliseconds(2500));
  reports_.clear();
  config::ReceiverConfig mixed = on(1, Essence::kVideo);
  mixed.legs[index_of(Leg::kBlue)] = on(2, Essence::kVideo).legs[index_of(Leg::kBlue)];
  move({{video_.get(), mixed}});
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1, Leg::kRed)), IsEmpty());
  EXPECT_THAT(records(group(1, Leg::kBlue)), ElementsAre(GroupRecord::kToInclude));
  EXPECT_THAT(records(group(2, Leg::kBlue)), ElementsAre(GroupRecord::kToExclude));
}

TEST_F(MembershipSwitchTest, LeavesWhatItNeverShowed) {
  run(milliseconds(2500));
  reports_.clear();
  move_all(2);
  run(milliseconds(1));
  move_all(1);
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1)), IsEmpty());
  EXPECT_EQ(records(group(2)).back(), GroupRecord::kToInclude);
  EXPECT_EQ(groups(Leg::kRed), 3);
}

TEST_F(MembershipSwitchTest, LeavesItsGroupsWhenItIsParked) {
  run(milliseconds(2500));
  reports_.clear();
  config::ReceiverConfig parked = on(1, Essence::kVideo);
  parked.legs = {};
  move({{video_.get(), parked}});
  run(milliseconds(2500));
  EXPECT_THAT(records(group(1)), ElementsAre(GroupRecord::kToInclude));
  EXPECT_EQ(groups(Leg::kRed), 2);
}

TEST_F(MembershipSwitchTest, StaysWhereItIsWhenTheNetworkTakesNoMoreGroups) {
  for (uint32_t i = 3; i < packet_io::IgmpHost::kMaxGroups; ++i) {
    engine_->network(Leg::kRed)->host().join(Ipv4Address{0xEF7F0000U + i}, {});
  }
  run(milliseconds(2500));
  reports_.clear();
  const auto refused = audio_->move_to(on(2, Essence::kAudio), kConsumerFrames);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("red"));
  forget();
  run(milliseconds(2500));
  EXPECT_THAT(reports_, IsEmpty());
  expect_no_break();
  EXPECT_EQ(sound_.studio(), 1);
}

TEST_F(MembershipSwitchTest, TakesNothingFromOthersWhenItsFlowsDoNotFit) {
  config::ReceiverConfig narrow = on(1, Essence::kVideo);
  narrow.legs[index_of(Leg::kRed)]->source = config_.networks[index_of(Leg::kRed)]->address;
  narrow.legs[index_of(Leg::kBlue)].reset();
  move({{video_.get(), narrow}});
  run(milliseconds(2500));
  reports_.clear();
  forget();
  ReceiveAgent& agent = *engine_->network(Leg::kRed)->receive_agents()[0];
  const auto key = [](uint32_t i) {
    return packet_io::FlowKey{.destination = {{0xEF7F0000U + i}, 5004}, .source = {}, .source_port = 0};
  };
  uint32_t filled = 0;
  while (agent.add_flow(key(filled), static_cast<AudioReceiver*>(nullptr))) ++filled;
  config::ReceiverConfig other_port = narrow;
  other_port.legs[index_of(Leg::kRed)]->port = 6000;
  auto refused = test::must(ReceiverUnit::create(other_port, kConsumerFrames, *engine_));
  EXPECT_FALSE(refused->start());
  refused = nullptr;
  run(milliseconds(2500));
  EXPECT_THAT(reports_, IsEmpty()) << "the group of the other receiver from the same source";
  expect_no_break();
  for (uint32_t i = 0; i < filled; ++i) agent.remove_flow(key(i), static_cast<AudioReceiver*>(nullptr));
}

TEST_F(MembershipSwitchTest, LeavesNoTraceAfterThousandsOfActivations) {
  const auto memory_after = [&](int activations) {
    for (int i = 0; i < activations; i += 3) {
      move_all(i % 2 == 0 ? 2 : 1);
      run(milliseconds(40));
      forget();
      reports_.clear();
    }
    move_all(1);
    run(milliseconds(2500));
    forget();
    reports_.clear();
    return mallinfo2().uordblks;
  };
  const size_t before = memory_after(90);
  const size_t after = memory_after(3000);
  EXPECT_LT(after, before + 65'536) << "octets in use";
  run(milliseconds(100));
  EXPECT_EQ(groups(Leg::kRed), 3);
  EXPECT_EQ(groups(Leg::kBlue), 3);
  expect_on_air(1);
}

}  // namespace
}  // namespace cw::app
