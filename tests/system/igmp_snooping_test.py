#!/usr/bin/env python3
"""The engine behind a snooping switch: a Linux bridge with a querier must see its joins, answers and leaves.

A bridge in a namespace of its own has two ports: one leads to the engine, one to a namespace with two senders. Floods of
multicast to the engine's port are off, so that what arrives there arrives because the bridge believes our reports.
Needs root and iproute2; ends with 77 (skipped) otherwise.
"""
import os
import select
import socket
import struct
import subprocess
import sys
import time
import uuid

GROUP = "239.77.1.1"
ENGINE, SENDER, OTHER_SENDER = "10.77.0.1", "10.77.0.2", "10.77.0.3"
MEMBERSHIP_S = 4  # the bridge forgets members that stay silent for so long
PROBE = os.path.join(os.environ.get("CAUSEWAY_BUILD_DIR", "build/release"), "tests/bin/engine_probe")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print("ok:", what, flush=True)


def wait_for(condition, what, seconds=5.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            print("ok:", what, flush=True)
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


class Network:
    """Three namespaces and the cables between them; with-statement cleans up."""

    def __init__(self):
        tag = uuid.uuid4().hex[:6]
        self.engine, self.switch, self.senders = (f"cw{tag}-{role}" for role in ("engine", "switch", "senders"))

    def __enter__(self):
        for namespace in (self.engine, self.switch, self.senders):
            run("ip", "netns", "add", namespace)
            self.ip(namespace, "link", "set", "lo", "up")
        self.ip(self.switch, "link", "add", "br0", "type", "bridge")
        timing = (f"mcast_startup_query_interval 50 mcast_query_interval 150 mcast_query_response_interval 100"
                  f" mcast_last_member_interval 50 mcast_membership_interval {MEMBERSHIP_S * 100}")
        # The querier last: the bridge floods until one response interval after it became querier.
        for options in (timing, "mcast_snooping 1 mcast_igmp_version 3", "mcast_querier 1"):
            self.ip(self.switch, "link", "set", "br0", "type", "bridge", *options.split())
        for namespace, inner, port in ((self.engine, "eth0", "toengine"), (self.senders, "eth0", "tosenders")):
            self.ip(self.switch, "link", "add", port, "type", "veth", "peer", "name", inner, "netns", namespace)
            self.ip(self.switch, "link", "set", port, "master", "br0", "up")
            self.ip(namespace, "link", "set", inner, "up")
        run("ip", "netns", "exec", self.switch, "bridge", "link", "set", "dev", "toengine", "mcast_flood", "off")
        self.ip(self.switch, "link", "set", "br0", "up")
        for address in (SENDER, OTHER_SENDER):
            self.ip(self.senders, "addr", "add", f"{address}/24", "dev", "eth0")
        self.ip(self.senders, "route", "add", "239.0.0.0/8", "dev", "eth0")
        time.sleep(2)
        return self

    def __exit__(self, *_):
        for namespace in (self.engine, self.switch, self.senders):
            subprocess.run(["ip", "netns", "del", namespace], check=False, capture_output=True)

    @staticmethod
    def ip(namespace, *arguments):
        return run("ip", "-n", namespace, *arguments)

    def speak_version(self, version):
        self.ip(self.switch, "link", "set", "br0", "type", "bridge", "mcast_igmp_version", str(version))

    def members(self):
        """What the bridge believes of the engine's port, one line an entry."""
        lines = run("ip", "netns", "exec", self.switch, "bridge", "-d", "mdb", "show", "dev", "br0").splitlines()
        return [line for line in lines if "port toengine" in line and GROUP in line]

    def peer(self, task):
        """Runs one of the functions below as a host of the senders' network; returns what it prints."""
        return run("ip", "netns", "exec", self.senders, sys.executable, __file__, task).strip()


class Engine:
    """engine_probe on its port."""

    def __init__(self, network, device="net_af_packet0,iface=eth0"):
        command = ["ip", "netns", "exec", network.engine, PROBE, device, f"{ENGINE}/24"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        check(self.read() == "ready", f"the engine opens {device}")

    def read(self, seconds=10):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        return self.process.stdout.readline().strip() if ready else "silence"

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def arrivals(self):
        _, datagrams, wrong = self.tell("count").split()
        return int(datagrams), int(wrong)

    def quit(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        return self.process.wait(10)


# What runs on the other hosts.

def send_to_group():
    """20 datagrams from each sender, each carrying its sender's address."""
    for address in (SENDER, OTHER_SENDER):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
            out.bind((address, 0))
            for _ in range(20):
                out.sendto(address.encode(), (GROUP, 5004))
                time.sleep(0.005)


def internet_checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def ping():
    """Ten echo requests, the last ones as long as the MTU allows; prints how many came back unchanged."""
    answered = 0
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as echo:
        echo.settimeout(2)
        for number in range(10):
            payload = os.urandom(56 if number < 5 else 1472)
            request = struct.pack("!BBHHH", 8, 0, 0, 77, number) + payload
            request = request[:2] + struct.pack("!H", internet_checksum(request)) + request[4:]
            echo.sendto(request, (ENGINE, 0))
            reply = echo.recv(4096)
            answered += reply[20:22] == b"\0\0" and reply[24:] == request[4:] and internet_checksum(reply[20:]) == 0
    print(answered)


def listen():
    """Counts what the engine sends by unicast."""
    heard = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as inbound:
        inbound.bind((SENDER, 6000))
        inbound.settimeout(3)
        try:
            while heard < 50:
                heard += inbound.recv(2048) == b"hello from the engine"
        except TimeoutError:
            pass
    print(heard)


# The test.

def check_arrivals(network, engine, expected, what):
    """Both senders send 20 datagrams; so many must come, none damaged."""
    engine.arrivals()
    network.peer("send_to_group")
    time.sleep(0.2)
    arrivals = engine.arrivals()
    check(arrivals == (expected, 0), f"{what}: {arrivals[0]} of 40 datagrams, {arrivals[1]} damaged")


def test_source_specific_membership(network, engine):
    check_arrivals(network, engine, 0, "nothing arrives before the join")
    check(engine.tell(f"join {GROUP} {SENDER}") == "ok", "joins the group for one sender")
    wait_for(lambda: any(SENDER in line for line in network.members()), "the bridge knows the member and its source", 1.0)
    check(not any(OTHER_SENDER in line for line in network.members()), "and no other source")
    check_arrivals(network, engine, 20, "exactly that sender's datagrams arrive")
    for _ in range(3 * MEMBERSHIP_S):
        time.sleep(1)
        check(any(SENDER in line for line in network.members()), "queries are answered: still a member")
    check_arrivals(network, engine, 20, "datagrams still arrive")
    check(engine.tell(f"leave {GROUP} {SENDER}") == "ok", "leaves")
    wait_for(lambda: not network.members(), "the bridge has dropped the member", 3.0)
    check_arrivals(network, engine, 0, "nothing arrives after the leave")


def test_any_source_membership(network, engine):
    check(engine.tell(f"join {GROUP}") == "ok", "joins the group for any sender")
    wait_for(network.members, "the bridge knows the member", 1.0)
    check_arrivals(network, engine, 40, "both senders' datagrams arrive")
    check(engine.tell(f"leave {GROUP}") == "ok", "leaves")
    wait_for(lambda: not network.members(), "the bridge has dropped the member", 3.0)


def test_version_2_querier(network, engine):
    network.speak_version(2)
    time.sleep(3)  # its next query tells the engine
    check(engine.tell(f"join {GROUP} {SENDER}") == "ok", "joins while the querier speaks version 2")
    wait_for(network.members, "the bridge knows the member", 1.0)
    time.sleep(2 * MEMBERSHIP_S)
    check(network.members(), "version 2 queries are answered")
    check(engine.tell(f"leave {GROUP} {SENDER}") == "ok", "leaves")
    wait_for(lambda: not network.members(), "the bridge has dropped the member", 3.0)
    network.speak_version(3)


def test_being_a_host(network, engine):
    check(network.peer("ping") == "10", "ten pings are answered")
    listener = subprocess.Popen(["ip", "netns", "exec", network.senders, sys.executable, __file__, "listen"],
                                stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    check(engine.tell(f"send {SENDER} 6000 50") == "sent 50", "sends by unicast after asking for the peer's MAC")
    check(listener.communicate(timeout=10)[0].strip() == "50", "and the peer's kernel receives it")


def test_leaves_on_exit(network, engine):
    engine.tell(f"join {GROUP} {SENDER}")
    wait_for(network.members, "a member again", 1.0)
    check(engine.quit() == 0, "the engine ends")
    check(not network.members(), "and has left its groups")


def test_af_xdp_joins_too(network):
    engine = Engine(network, "net_af_xdp0,iface=eth0")
    engine.tell(f"join {GROUP} {SENDER}")
    wait_for(network.members, "the bridge knows the member on af_xdp", 1.0)
    check_arrivals(network, engine, 20, "datagrams arrive over af_xdp")
    check(network.peer("ping") == "10", "pings are answered over af_xdp")
    check(engine.quit() == 0, "the engine ends")


def main():
    if os.geteuid() != 0 or subprocess.run(["ip", "netns"], check=False, capture_output=True).returncode != 0:
        print("skipped: needs root and iproute2")
        return 77
    with Network() as network:
        engine = Engine(network)
        try:
            test_source_specific_membership(network, engine)
            test_any_source_membership(network, engine)
            test_being_a_host(network, engine)
            test_version_2_querier(network, engine)
            test_leaves_on_exit(network, engine)
        finally:
            engine.process.kill()
        test_af_xdp_joins_too(network)
    return 0


if __name__ == "__main__":
    tasks = {"send_to_group": send_to_group, "ping": ping, "listen": listen}
    sys.exit(tasks[sys.argv[1]]() if len(sys.argv) > 1 else main())
