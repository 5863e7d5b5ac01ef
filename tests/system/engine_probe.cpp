// The packet engine and host stack on one port, driven line by line from stdin, for tests against real switches and hosts.
//
//   engine_probe DEVICE ADDRESS/PREFIX          e.g. engine_probe net_af_packet0,iface=gw0 10.77.0.1/24
//   join GROUP [SOURCE...]     leave GROUP [SOURCE...]
//   count                      -> count DATAGRAMS FROM-OTHER-SOURCES: what came since the last count, UDP to any group;
//                                 the second figure is of those whose payload is not the sender's address as text
//   send ADDRESS PORT COUNT    -> sent N (unicast through ARP)
//   quit                       leaves all groups and ends
#include <arpa/inet.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/packet_io/dpdk/dpdk_engine.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/host_stack.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::packet_io {
namespace {

using std::chrono::milliseconds;

TaiTime now() { return TaiTime::from_ns(std::chrono::steady_clock::now().time_since_epoch().count()); }

Ipv4Address to_address(const std::string& text) {
  in_addr parsed{};
  inet_pton(AF_INET, text.c_str(), &parsed);
  return {ntohl(parsed.s_addr)};
}
std::string to_text(Ipv4Address address) {
  const in_addr raw{htonl(address.value)};
  std::array<char, INET_ADDRSTRLEN> text{};
  return inet_ntop(AF_INET, &raw, text.data(), text.size());
}

class Probe {
 public:
  Probe(DpdkPort& port, Ipv4Address address, uint8_t prefix)
      : port_(port), stack_({.mac = port.mac(), .address = address, .prefix = prefix}) {}

  void run_until_quit() {
    std::cout << "ready" << std::endl;
    while (!quit_) {
      step();
      pollfd input{STDIN_FILENO, POLLIN, 0};
      std::string line;
      if (poll(&input, 1, 1) > 0 && std::getline(std::cin, line)) obey(line);
      if (std::cin.eof()) quit_ = true;
    }
    stack_.leave_all();
    run_for(milliseconds(1500));  // the repeats as well
  }

 private:
  void run_for(Duration time) {
    for (const TaiTime end = now() + time; now() < end; usleep(500)) step();
  }

  void step() {
    for (const RxPacket& packet : port_.source(0).receive(now())) take(packet);
    port_.source(0).release();
    stack_.poll(now(), port_.sink(0));
  }

  void take(const RxPacket& packet) {
    UdpDatagram datagram;
    if (parse_frame(packet.frame, 0, packet.arrival, &datagram) != FrameKind::kUdp) {
      stack_.on_frame(packet.frame, packet.arrival);
      return;
    }
    if (!datagram.destination.address.is_multicast() || datagram.destination.port != 5004) return;
    ++datagrams_;
    const std::string expected = to_text(datagram.source.address);
    if (!std::ranges::equal(datagram.payload, expected)) ++wrong_;
  }

  void obey(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "join" || command == "leave") {
      change_membership(command == "join", words);
    } else if (command == "count") {
      std::cout << "count " << std::exchange(datagrams_, 0) << ' ' << std::exchange(wrong_, 0) << std::endl;
    } else if (command == "send") {
      send(words);
    } else if (command == "quit") {
      quit_ = true;
    }
  }

  void change_membership(bool join, std::istringstream& words) {
    std::string group;
    words >> group;
    std::vector<Ipv4Address> sources;
    for (std::string source; words >> source;) sources.push_back(to_address(source));
    const bool done = join ? stack_.join(to_address(group), sources) : stack_.leave(to_address(group), sources);
    std::cout << (done ? "ok" : "refused") << std::endl;
  }

  void send(std::istringstream& words) {
    std::string address;
    uint16_t destination_port = 0;
    int count = 0;
    words >> address >> destination_port >> count;
    int sent = 0;
    for (const TaiTime end = now() + std::chrono::seconds(3); sent < count && now() < end; usleep(500)) {
      step();
      const auto mac = stack_.resolve(to_address(address), now());
      if (mac && send_one(*mac, {to_address(address), destination_port})) ++sent;
    }
    std::cout << "sent " << sent << std::endl;
  }

  bool send_one(const MacAddress& mac, Endpoint destination) {
    constexpr std::string_view kPayload = "hello from the engine";
    auto headers = UdpFrameTemplate::create({.source_mac = port_.mac(),
                                             .destination_mac = mac,
                                             .source = {stack_.interface().address, 5004},
                                             .destination = destination});
    std::array<TxPacket, 1> packet{};
    if (port_.sink(0).lend(packet) == 0) return false;
    headers.write_headers(packet[0].data, kPayload.size());
    std::ranges::copy(kPayload, packet[0].data + headers.header_octets());
    packet[0].size_bytes = static_cast<uint32_t>(headers.header_octets() + kPayload.size());
    return port_.sink(0).transmit(packet) == 1;
  }

  DpdkPort& port_;
  HostStack stack_;
  uint64_t datagrams_ = 0;
  uint64_t wrong_ = 0;
  bool quit_ = false;
};

int run(const std::string& device, const std::string& address) {
  EngineConfig config;
  config.instance = "causeway-probe-" + std::to_string(getpid());
  config.ports.push_back({.name = "probe", .device = device});
  auto engine = DpdkEngine::create(config);
  if (!engine) {
    std::cerr << engine.error().message << '\n';
    return static_cast<int>(engine.error().fault);
  }
  const size_t slash = address.find('/');
  const auto prefix = static_cast<uint8_t>(std::stoi(address.substr(slash + 1)));
  Probe((*engine)->port(0), to_address(address.substr(0, slash)), prefix).run_until_quit();
  return 0;
}

}  // namespace
}  // namespace cw::packet_io

int main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[2]).find('/') == std::string::npos) {
    std::cerr << "usage: engine_probe DEVICE ADDRESS/PREFIX\n";
    return 2;
  }
  return cw::packet_io::run(argv[1], argv[2]);
}
