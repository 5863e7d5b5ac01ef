// The figures that an independent program derived from real captures, against those of the engine: -40.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "gateway/essence/anc_40/anc_assembler.h"
#include "gateway/essence/stream_receiver.h"
#include "tests/component/expected_values_kit.h"
#include "tests/support/capturing_output.h"
#include "tests/support/sha256.h"

namespace cw {
namespace {

using test::Json;

constexpr size_t kColumnTimestamp = 2;
constexpr size_t kColumnField = 4;
constexpr size_t kColumnC = 6;
constexpr size_t kColumnLine = 7;
constexpr size_t kColumnOffset = 8;
constexpr size_t kColumnS = 9;
constexpr size_t kColumnStream = 10;
constexpr size_t kColumnDid = 11;
constexpr size_t kColumnSdid = 12;
constexpr size_t kColumnDc = 13;
constexpr size_t kColumnChecksum = 14;
constexpr size_t kColumnParity = 15;
constexpr size_t kColumnWords = 16;

/// One ANC capture run through the whole receiver.
class AncRun {
 public:
  explicit AncRun(const test::ExpectedCapture& capture) : flow(capture.flows().at(0)), expect(flow.at("expect")) {
    const Json& steps = expect.at("rtp").at("ts_steps");
    const bool interlaced = !expect.at("f_values").contains("0");
    const int64_t divisor = interlaced ? 2 : 1;
    config_.rate =
        steps.contains("1800") ? *FrameRate::create(50, divisor) : *FrameRate::create(60'000, 1'001 * divisor);
    config_.interlaced = interlaced;
    config_.pool_frames = 4'096;
    sut_ = std::make_unique<essence::StreamReceiver<essence::AncAssembler>>(
        essence::StreamReceiverConfig{.payload_type =
                                          PayloadType{expect.at("rtp").at("payload_types").at(0).get<uint8_t>()}},
        essence::AncAssembler::create(config_, output_).value());
    capture.replay(flow, [&](const UdpDatagram& datagram) {
      count_header(datagram);
      sut_->on_datagram(Leg::kRed, datagram);
      sut_->poll(datagram.arrival);
    });
    sut_->finish();
  }
  [[nodiscard]] const essence::AncAssemblerStatistics& statistics() const { return sut_->assembler().statistics(); }
  [[nodiscard]] const std::vector<bus::AncLease>& units() const { return output_.published; }

  Json flow;
  Json expect;
  std::map<std::string, uint64_t> fields;
  std::map<std::string, uint64_t> counts;
  std::set<uint16_t> extended;

 private:
  void count_header(const UdpDatagram& datagram) {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto packet = rtp::RtpView::parse(datagram.payload, &fault);
    const auto header = essence::read_anc_payload_header(packet->payload());
    ++fields[std::to_string(static_cast<int>(header->field))];
    ++counts[std::to_string(header->anc_count)];
    extended.insert(header->extended_sequence);
  }
  essence::AncAssemblerConfig config_;
  test::CapturingOutput<bus::AncLease> output_;
  std::unique_ptr<essence::StreamReceiver<essence::AncAssembler>> sut_;
};

class ExpectedAncValues : public ::testing::TestWithParam<std::string> {};

std::string hex(uint16_t value, int digits) {
  std::string text;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 15];
  return text;
}

void append16(std::vector<uint8_t>& octets, uint16_t value) {
  octets.push_back(static_cast<uint8_t>(value >> 8));
  octets.push_back(static_cast<uint8_t>(value));
}

TEST_P(ExpectedAncValues, MatchInCountsAndVerdicts) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const AncRun run(capture);
  const auto& got = run.statistics();
  EXPECT_EQ(run.expect.at("rtp").at("packets"), got.packets.get());
  EXPECT_EQ(run.expect.at("anc_total"), got.anc_packets.get());
  EXPECT_EQ(run.expect.at("anc_bad"), got.bad_anc_packets.get());
  EXPECT_EQ(run.expect.at("keepalive_packets"), got.keep_alives.get());
  EXPECT_EQ(run.expect.at("f_values"), Json(run.fields));
  EXPECT_EQ(run.expect.at("anc_count_values"), Json(run.counts));
  EXPECT_EQ(run.expect.at("extended_seq_high"), Json(run.extended));
  EXPECT_EQ(run.expect.at("rtp_level_problems").size(), got.length_faults.get() + got.reserved_faults.get() +
                                                            got.field_faults.get() + got.leftover_octets.get() +
                                                            got.short_payloads.get() + got.missing_anc_packets.get());
  EXPECT_EQ(run.expect.at("units"), got.units.get());
  EXPECT_EQ(run.expect.at("units"), run.units().size());
  EXPECT_EQ(run.expect.at("unit_marker_problems").size(), got.unmarked_units.get());
  EXPECT_EQ(got.late_packets.get(), 0U);
}

TEST_P(ExpectedAncValues, MatchWordForWord) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const AncRun run(capture);
  std::vector<uint8_t> octets;
  for (const bus::AncLease& unit : run.units()) {
    for (const bus::AncPacket& packet : unit->span()) {
      append16(octets, packet.line);
      append16(octets, packet.horizontal_offset);
      octets.push_back(packet.c ? 1 : 0);
      for (const uint16_t word : {packet.did_word, packet.sdid_word, packet.dc_word}) append16(octets, word);
      for (const uint16_t word : packet.words()) append16(octets, word);
      append16(octets, packet.checksum_word);
    }
  }
  EXPECT_EQ(run.expect.at("all_anc_words_sha256"), test::sha256_hex(octets));
}

void compare_row(const Json& row, const bus::AncFrame& unit, const bus::AncPacket& packet) {
  EXPECT_EQ(row.at(kColumnField), static_cast<int>(unit.field));
  EXPECT_EQ(row.at(kColumnC), packet.c ? 1 : 0);
  EXPECT_EQ(row.at(kColumnLine), packet.line);
  EXPECT_EQ(row.at(kColumnOffset), packet.horizontal_offset);
  EXPECT_EQ(row.at(kColumnS), packet.stream_flag ? 1 : 0);
  EXPECT_EQ(row.at(kColumnStream), packet.stream_number);
  EXPECT_EQ(row.at(kColumnDid), hex(packet.did_word, 3));
  EXPECT_EQ(row.at(kColumnSdid), hex(packet.sdid_word, 3));
  EXPECT_EQ(row.at(kColumnDc), hex(packet.dc_word, 3));
  constexpr uint16_t kChecksum = bus::kAncFaultChecksum | bus::kAncFaultChecksumB9Only;
  EXPECT_EQ(row.at(kColumnChecksum), (packet.faults & kChecksum) == 0);
  EXPECT_EQ(row.at(kColumnParity) != 0, (packet.faults & bus::kAncFaultUdwParity) != 0);
  std::string words;
  for (const uint16_t word : packet.words()) words += hex(word & 0xFF, 2);
  EXPECT_EQ(row.at(kColumnWords), words);
}

TEST_P(ExpectedAncValues, MatchRowForRow) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const AncRun run(capture);
  size_t row = 0;
  std::map<int64_t, uint32_t> timestamp_of_index;
  for (const bus::AncLease& unit : run.units()) {
    for (const bus::AncPacket& packet : unit->span()) {
      ASSERT_LT(row, run.expect.at("anc").size());
      SCOPED_TRACE(run.expect.at("anc").at(row).dump());
      compare_row(run.expect.at("anc").at(row), *unit, packet);
      // Fields of one frame share its index; frames never do.
      const auto timestamp = run.expect.at("anc").at(row).at(kColumnTimestamp).get<uint32_t>();
      const auto key = unit->index * 2 + (unit->field == bus::AncField::kSecond ? 1 : 0);
      EXPECT_EQ(timestamp_of_index.emplace(key, timestamp).first->second, timestamp);
      ++row;
    }
  }
  EXPECT_EQ(row, run.expect.at("anc").size());
}

Json& entry(Json& object, const std::string& key) { return *object.emplace(key, Json::object()).first; }

void count(Json& object, const std::string& key) { object[key] = object.value(key, 0) + 1; }

/// Adds one packet to the figures of its DID and SDID.
void count_packet(Json& substreams, const bus::AncPacket& packet) {
  Json& stream = entry(substreams, hex(packet.id.did, 2) + "/" + hex(packet.id.sdid, 2));
  count(stream, "count");
  if (packet.faults != 0) count(stream, "bad");
  count(entry(stream, "lines"), std::to_string(packet.line));
  count(entry(stream, "hoffs"), std::to_string(packet.horizontal_offset));
  count(entry(stream, "dc"), std::to_string(packet.data_count));
  count(entry(stream, "c"), packet.c ? "1" : "0");
  count(entry(stream, "s_stream"),
        std::to_string(packet.stream_flag ? 1 : 0) + "/" + std::to_string(packet.stream_number));
}

TEST_P(ExpectedAncValues, MatchForEverySubstream) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const AncRun run(capture);
  Json got = Json::object();
  for (const bus::AncLease& unit : run.units()) {
    for (const bus::AncPacket& packet : unit->span()) count_packet(got, packet);
  }
  for (Json& stream : got) {
    if (!stream.contains("bad")) stream["bad"] = 0;
  }
  Json expected = run.expect.at("substreams");
  for (Json& stream : expected) stream.erase("type");  // what it means is anc_services' business
  EXPECT_EQ(expected, got);
}

TEST_P(ExpectedAncValues, MatchInWhatIsWrongWithBadPackets) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const AncRun run(capture);
  Json got = Json::array();
  for (const bus::AncLease& unit : run.units()) {
    for (const bus::AncPacket& packet : unit->span()) {
      if (packet.faults == 0) continue;
      const auto has = [&](uint16_t fault) { return (packet.faults & fault) != 0; };
      got.push_back({{"id", hex(packet.id.did, 2) + "/" + hex(packet.id.sdid, 2)},
                     {"did parity", has(bus::kAncFaultDidParity)},
                     {"sdid parity", has(bus::kAncFaultSdidParity)},
                     {"UDW parity", has(bus::kAncFaultUdwParity)},
                     {"checksum", has(bus::kAncFaultChecksum) || has(bus::kAncFaultChecksumB9Only)}});
    }
  }
  Json expected = Json::array();
  for (const Json& bad : run.expect.at("bad")) {
    const std::string why = bad.at("why").dump();
    const auto says = [&](const char* words) { return why.find(words) != std::string::npos; };
    expected.push_back({{"id", bad.at("id")},
                        {"did parity", says("\"did parity")},
                        {"sdid parity", says("sdid parity")},
                        {"UDW parity", says("UDW parity")},
                        {"checksum", says("checksum")}});
  }
  EXPECT_EQ(expected, got);
}

INSTANTIATE_TEST_SUITE_P(Captures, ExpectedAncValues,
                         ::testing::Values("2110-40_5994i.pcap", "OP47_first_300.pcap", "ST2110-40-Closed_Captions.cap",
                                           "ST2110-40_ancillary_data.pcap", "anc_tc_cc_afd_first_48.pcap",
                                           "anc_with_wrong_DID_and_payload.pcap", "empty_data_but_valid.pcap"),
                         test::test_name);

}  // namespace
}  // namespace cw
