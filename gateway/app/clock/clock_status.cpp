#include "gateway/app/clock/clock_status.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "gateway/core/ipv4_text.h"
#include "gateway/core/metric_group.h"

namespace cw::app {
namespace {

using Json = nlohmann::ordered_json;

struct MessageName {
  ptp::MessageType type;
  const char* name;
};
constexpr std::array<MessageName, 10> kMessages{{{ptp::MessageType::kAnnounce, "announce"},
                                                 {ptp::MessageType::kSync, "sync"},
                                                 {ptp::MessageType::kFollowUp, "follow_up"},
                                                 {ptp::MessageType::kDelayReq, "delay_req"},
                                                 {ptp::MessageType::kDelayResp, "delay_resp"},
                                                 {ptp::MessageType::kPdelayReq, "pdelay_req"},
                                                 {ptp::MessageType::kPdelayResp, "pdelay_resp"},
                                                 {ptp::MessageType::kPdelayRespFollowUp, "pdelay_resp_follow_up"},
                                                 {ptp::MessageType::kManagement, "management"},
                                                 {ptp::MessageType::kSignaling, "signaling"}}};

struct FaultName {
  uint64_t ptp::PortFaults::* count;
  const char* name;
};
constexpr std::array<FaultName, 18> kFaults{{{&ptp::PortFaults::version1, "version1"},
                                             {&ptp::PortFaults::malformed, "malformed"},
                                             {&ptp::PortFaults::unknown_type, "unknown_type"},
                                             {&ptp::PortFaults::foreign_domain, "foreign_domain"},
                                             {&ptp::PortFaults::own_messages, "own_messages"},
                                             {&ptp::PortFaults::alternate_master, "alternate_master"},
                                             {&ptp::PortFaults::foreign_master, "foreign_master"},
                                             {&ptp::PortFaults::steps_removed, "steps_removed"},
                                             {&ptp::PortFaults::foreign_masters_full, "foreign_masters_full"},
                                             {&ptp::PortFaults::old_announce, "old_announce"},
                                             {&ptp::PortFaults::old_sync, "old_sync"},
                                             {&ptp::PortFaults::missing_follow_up, "missing_follow_up"},
                                             {&ptp::PortFaults::missing_delay_resp, "missing_delay_resp"},
                                             {&ptp::PortFaults::unmatched_responses, "unmatched_responses"},
                                             {&ptp::PortFaults::multiple_peers, "multiple_peers"},
                                             {&ptp::PortFaults::bad_correction, "bad_correction"},
                                             {&ptp::PortFaults::missing_stamps, "missing_stamps"},
                                             {&ptp::PortFaults::send_failures, "send_failures"}}};

const char* name_of(config::ClockSource source) {
  switch (source) {
    case config::ClockSource::kPtp: return "ptp";
    case config::ClockSource::kPhc: return "phc";
    case config::ClockSource::kFree: return "free";
    default: return "system";
  }
}

const char* name_of(ptp::TimestampKind kind) {
  switch (kind) {
    case ptp::TimestampKind::kDeviceHardware: return "device hardware";
    case ptp::TimestampKind::kKernelHardware: return "kernel hardware";
    case ptp::TimestampKind::kKernelSoftware: return "kernel software";
    default: return "software at burst time";
  }
}

std::string text_of(const ptp::PortIdentity& port) {
  return fmt::format("{}:{}", ptp::to_string(port.clock), port.port);
}

Json since(const std::optional<ptp::LocalTime>& time, ptp::LocalTime now) {
  constexpr int64_t kNsPerMs = 1'000'000;
  return time ? Json((now - *time).count() / kNsPerMs) : Json();
}

Json counts_of(const ptp::MessageCounts& counts) {
  Json json;
  for (const auto& [type, name] : kMessages) json[name] = counts[static_cast<size_t>(type)];
  return json;
}

Json faults_of(const ptp::PortFaults& faults) {
  Json json;
  for (const auto& [count, name] : kFaults) json[name] = faults.*count;
  return json;
}

Json port_json(const ptp::PortStatus& port, ptp::LocalTime now) {
  Json json{{"name", port.name},
            {"identity", text_of(port.identity)},
            {"state", std::string(ptp::to_string(port.state))},
            {"link_up", port.link_up},
            {"timestamps", name_of(port.timestamps)},
            {"best_master", port.best_master ? Json(text_of(*port.best_master)) : Json()},
            {"masters_heard", port.masters_heard},
            {"ms_since_announce", since(port.last_announce, now)},
            {"ms_since_sync", since(port.last_sync, now)},
            {"state_changes", port.state_changes}};
  if (port.mean_link_delay) json["mean_link_delay_ns"] = port.mean_link_delay->count();
  json["received"] = counts_of(port.received);
  json["sent"] = counts_of(port.sent);
  json["faults"] = faults_of(port.faults);
  return json;
}

Json grandmaster_json(const ptp::GrandmasterStatus& gm) {
  const auto has = [&](uint16_t flag) { return (gm.flags & flag) != 0; };
  return {{"identity", ptp::to_string(gm.identity)},
          {"parent", text_of(gm.parent)},
          {"parent_address", to_text(gm.parent_address)},
          {"steps_removed", gm.steps_removed},
          {"priority1", gm.priority1},
          {"priority2", gm.priority2},
          {"clock_class", gm.quality.clock_class},
          {"clock_accuracy", gm.quality.accuracy},
          {"variance", gm.quality.variance},
          {"time_source", gm.time_source},
          {"utc_offset_s", gm.utc_offset_s},
          {"utc_offset_valid", has(ptp::flags::kUtcOffsetValid)},
          {"ptp_timescale", has(ptp::flags::kPtpTimescale)},
          {"time_traceable", has(ptp::flags::kTimeTraceable)},
          {"frequency_traceable", has(ptp::flags::kFrequencyTraceable)}};
}

Json servo_json(const ptp::ServoStatus& servo) {
  return {{"state", ptp::name_of(servo.state)},
          {"offset_ns", servo.offset.count()},
          {"mean_path_delay_ns", servo.mean_path_delay.count()},
          {"frequency_ppb", servo.frequency_ppb},
          {"uncertainty_ns", servo.uncertainty == Duration::max() ? Json() : Json(servo.uncertainty.count())},
          {"samples", servo.samples},
          {"outliers", servo.outliers},
          {"steps", servo.steps}};
}

void add_port_metrics(std::vector<MetricSample>& out, const ptp::PortStatus& port) {
  MetricGroup group(out, "causeway_ptp_port_", {{"port", port.name}});
  group.gauge("state",
              "0 initializing, 1 faulty, 2 disabled, 3 listening, 4 pre-master, 5 master, 6 passive, "
              "7 uncalibrated, 8 slave.",
              static_cast<int64_t>(port.state));
  group.gauge("link_up", "1 while the port has link.", port.link_up);
  for (const auto& [type, name] : kMessages) {
    MetricGroup of_type(out, "causeway_ptp_port_", {{"port", port.name}, {"message", name}});
    of_type.counter("received_total", "PTP messages of our domain received.", port.received[static_cast<size_t>(type)]);
    of_type.counter("sent_total", "PTP messages sent.", port.sent[static_cast<size_t>(type)]);
  }
  for (const auto& [count, name] : kFaults) {
    MetricGroup of_fault(out, "causeway_ptp_port_", {{"port", port.name}, {"fault", name}});
    of_fault.counter("faults_total", "PTP messages left out of the reckoning, and what went wrong.",
                     port.faults.*count);
  }
}

}  // namespace

Json clock_json(const ClockStatus& status) {
  Json json{{"description", status.description},
            {"source", name_of(status.source)},
            {"role", status.role == config::ClockRole::kGrandmaster ? "grandmaster" : "slave"}};
  if (status.servo) json["servo"] = servo_json(*status.servo);
  if (!status.ptp) return json;
  const ptp::PtpStatus& ptp = *status.ptp;
  json["identity"] = ptp::to_string(ptp.identity);
  json["domain"] = ptp.domain;
  json["grandmaster"] = ptp.grandmaster ? grandmaster_json(*ptp.grandmaster) : Json();
  json["grandmaster_changes"] = ptp.grandmaster_changes;
  json["leading"] = ptp.leading;
  json["arb_timescale"] = ptp.arb_timescale;
  json["utc_offset_s"] = ptp.utc_offset_s;
  json["leap59"] = ptp.leap59;
  json["leap61"] = ptp.leap61;
  json["ports"] = Json::array();
  for (size_t i = 0; i < ptp.ports.size(); ++i) {
    Json port = port_json(ptp.ports[i], status.taken);
    if (i < status.software_stamps.size() && status.software_stamps[i]) {
      const SoftwareStamps& stamps = *status.software_stamps[i];
      port["software_stamps"] = {{"received", stamps.arrivals}, {"sent", stamps.departures}};
    }
    json["ports"].push_back(std::move(port));
  }
  return json;
}

void add_clock_metrics(std::vector<MetricSample>& out, const ClockStatus& status) {
  MetricGroup clock(out, "causeway_clock_", {{"source", name_of(status.source)}});
  if (status.servo) {
    const ptp::ServoStatus& servo = *status.servo;
    clock.gauge("state", "0 free-run, 1 acquiring, 2 locked, 3 holdover.", static_cast<int64_t>(servo.state));
    clock.gauge("offset_ns", "Media clock minus master, by the servo's estimate.", servo.offset.count());
    if (servo.uncertainty != Duration::max())
      clock.gauge("uncertainty_ns", "Of the media clock; grows in holdover.", servo.uncertainty.count());
    clock.gauge("mean_path_delay_ns", "Of the fastest packets.", servo.mean_path_delay.count());
    clock.gauge("frequency_ppb", "Master against this host's counter.", servo.frequency_ppb);
    clock.counter("samples_total", "Time stamps used.", servo.samples);
    clock.counter("outliers_total", "Time stamps left out.", servo.outliers);
    clock.counter("steps_total", "Steps of the media clock.", servo.steps);
  }
  if (!status.ptp) return;
  clock.counter("grandmaster_changes_total", "Changes of the grandmaster.", status.ptp->grandmaster_changes);
  if (status.ptp->grandmaster) {
    clock.gauge("steps_removed", "Boundary clocks between the grandmaster and here, and one.",
                status.ptp->grandmaster->steps_removed);
  }
  for (const ptp::PortStatus& port : status.ptp->ports) add_port_metrics(out, port);
}

sdp::ReferenceClock reference_clock_of(const ClockStatus& status, const MacAddress& mac) {
  if (status.ptp && status.ptp->grandmaster) {
    return {.kind = sdp::ReferenceClock::Kind::kPtp,
            .grandmaster = ptp::to_string(status.ptp->grandmaster->identity),
            .domain = status.ptp->domain,
            .text = {}};
  }
  return {.kind = sdp::ReferenceClock::Kind::kLocalMac,
          .grandmaster = {},
          .domain = 0,
          .text = fmt::format("{:02X}", fmt::join(mac.octets, "-"))};
}

}  // namespace cw::app
