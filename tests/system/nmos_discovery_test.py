#!/usr/bin/env python3
"""Discovery, registration and the System API client against real avahi-daemons and our registry, each host in a namespace of its own."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import avahi, side_by_side  # noqa: E402
from harness.dns_server import DnsServer  # noqa: E402
from harness.host_lab import HostLab  # noqa: E402
from harness.netns import can_make_namespaces, socket_in  # noqa: E402
from harness.nmos_registry import Registry, Resources  # noqa: E402
from harness.nmos_system_api import SystemApi  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CAUSEWAY_BUILD_DIR", ROOT / "build/release"))
PROBE = BUILD / "tests/bin/registration_probe"
RESOURCES = {"node": 1, "device": 1, "source": 1, "flow": 1, "sender": 1, "receiver": 1}
# The conformance suite gives a node so long.
ADVERT_TIMEOUT = 30
DOMAIN = "studio.test"


class Probe:
    """registration_probe on the host `ours`. Lines are (seconds, text), seconds of time.monotonic()."""

    def __init__(self, lab, environment=None, **settings):
        resolver = lab.file("resolv.conf")
        if not resolver.exists():
            resolver.write_text("")
        arguments = [f"{key}={value}" for key, value in ({"resolver": resolver} | settings).items()]
        with open(lab.file("probe.log"), "a") as log:
            self.process = lab.start("ours", str(PROBE), *arguments, stdout=subprocess.PIPE, stderr=log, env=environment)
        self.lab = lab
        self.lines = []
        self.news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            seconds, text = line.rstrip().split(" ", 1)
            with self.news:
                self.lines.append((float(seconds), text))
                self.news.notify_all()

    def wait_for(self, text, limit=ADVERT_TIMEOUT, after=0):
        """The moment of the first line with `text`, of those from number `after` on."""
        with self.news:
            if not self.news.wait_for(lambda: any(text in line for _, line in self.lines[after:]), limit):
                raise AssertionError(f"no {text!r} within {limit} s: {self.lines}\n{self.lab.file('probe.log').read_text()}")
            return next(seconds for seconds, line in self.lines[after:] if text in line)

    def send(self, number):
        # The process that was started is `ip`, which has become the probe.
        self.process.send_signal(number)

    def change_sender(self):
        self.send(signal.SIGUSR1)

    def stop(self):
        """How long it takes."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        return time.monotonic() - begin


class BlackHole:
    """A port that answers no SYN: its queue of connections is full."""

    def __init__(self, address, port, namespace):
        self.address, self.port = address, port
        self.listener = socket_in(namespace, socket.AF_INET, socket.SOCK_STREAM)
        self.listener.bind((address, port))
        self.listener.listen(0)
        self.fillers = []
        for _ in range(3):
            filler = socket_in(namespace, socket.AF_INET, socket.SOCK_STREAM)
            filler.setblocking(False)
            filler.connect_ex((address, port))
            self.fillers.append(filler)

    def close(self):
        for each in (*self.fillers, self.listener):
            each.close()


def wait_until(condition, what, limit=ADVERT_TIMEOUT):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit} s: {what}")
        time.sleep(0.02)


class InTheLab(unittest.TestCase):
    """Two hosts: `ours` with the probe, `net` with everything that a facility has."""

    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stack = stack
        self.lab = stack.enter_context(HostLab(("net", "ours")))
        self.net = (self.lab.addresses["net"], self.lab.hosts["net"])

    def registry(self, port, resources=None):
        address, namespace = self.net
        return self.stack.enter_context(Registry(address, port, namespace, resources))

    def cluster(self, *ports):
        resources = Resources()
        return [self.registry(port, resources) for port in ports]


@unittest.skipUnless(can_make_namespaces(), "needs root and network namespaces")
@unittest.skipUnless(avahi.is_installed(), "needs avahi-daemon, avahi-utils and dbus")
class ByMulticast(InTheLab):
    def setUp(self):
        super().setUp()
        self.avahi = avahi.AvahiHost(self.lab, "net")
        self.ours = avahi.AvahiHost(self.lab, "ours")

    def probe(self, **settings):
        return Probe(self.lab, self.ours.environment, discovery="multicast", versions="v1.3", **settings)

    def test_registers_heartbeats_tells_changes_and_takes_its_leave(self):
        registry = self.registry(8010)
        probe = self.probe()
        begin = time.monotonic()
        self.avahi.publish_registry(registry, api_ver="v9.0")
        self.avahi.publish_registry(registry, priority=1, api_proto="invalid")
        time.sleep(2)
        self.assertEqual(registry.requests, [], "what it cannot speak to is left alone")
        self.avahi.publish_registry(registry, priority=2)
        self.assertLess(probe.wait_for("registered") - begin, ADVERT_TIMEOUT)
        wait_until(lambda: registry.resources.count() == RESOURCES, "all resources registered", 5)
        self.assertEqual([kind for _, kind, _ in registry.posts()], list(RESOURCES))
        self.check_heartbeats(registry)
        begin = time.monotonic()
        probe.change_sender()
        wait_until(lambda: len(registry.posts("sender")) == 2, "the change told", 5)
        self.assertLess(registry.posts("sender")[-1][0].time - begin, 1)
        probe.send(signal.SIGUSR2)
        wait_until(lambda: registry.resources.count()["sender"] == 0, "the sender deleted", 5)
        self.assertLess(probe.stop(), 3)
        self.assertEqual(registry.resources.count()["node"], 0)
        self.assertTrue(all("content-length" in request.headers for request in registry.seen("POST", "/")))

    def check_heartbeats(self, registry):
        wait_until(lambda: len(registry.heartbeats()) >= 2, "two heartbeats", 12)
        times = [registry.posts("node")[0][0].time, *(request.time for request in registry.heartbeats())]
        for gap in (later - earlier for earlier, later in zip(times, times[1:])):
            self.assertAlmostEqual(gap, 5, delta=0.5)
        for request in registry.heartbeats():
            self.assertEqual((request.body, request.headers["content-length"], request.headers.get("content-type")), (b"", "0", None))

    def test_fails_over_past_errors_and_a_black_hole_with_heartbeats_alone(self):
        first, second, third = self.cluster(8011, 8012, 8013)
        hole = BlackHole(self.net[0], 8014, self.net[1])
        self.addCleanup(hole.close)
        for priority, registry in enumerate((first, second, hole, third)):
            self.avahi.publish_registry(registry, priority)
        time.sleep(2)
        probe = self.probe()
        probe.wait_for(f"registered {first.url}")
        wait_until(lambda: len(first.heartbeats()) >= 1, "a heartbeat", 7)
        first.break_down()
        probe.wait_for(f"registered {second.url}", 7)
        second.break_down()
        probe.wait_for(f"registered {third.url}", 11)
        for registry in (second, third):
            self.assertEqual(registry.posts(), [], "nothing is posted again")
            self.assertGreaterEqual(len(registry.heartbeats()), 1)
        third.forget_requests()
        third.resources.clear()
        wait_until(lambda: third.resources.count() == RESOURCES, "registered anew after a 404", 7)

    def test_survives_a_registry_that_is_silent_talks_rubbish_or_says_200(self):
        first, second = self.registry(8011), self.registry(8012)
        for priority, registry in enumerate((first, second)):
            self.avahi.publish_registry(registry, priority)
        first.talk_rubbish()
        second.says_200 = True
        probe = self.probe()
        probe.wait_for(f"registered {second.url}")
        self.assertEqual(len(second.posts("node")), 2)
        self.assertEqual(len(second.seen("DELETE", "/")), 1)
        first.mend()
        second.fall_silent()
        probe.wait_for(f"registered {first.url}", 75)
        wait_until(lambda: first.resources.count() == RESOURCES, "all resources there", 5)

    def test_alone_it_is_seen_by_its_peers_until_it_registers(self):
        probe = self.probe()
        wait_until(lambda: "probe" in self.avahi.browse("_nmos-node._tcp"), "an advertisement")
        advert = self.avahi.browse("_nmos-node._tcp")["probe"]
        self.assertEqual((advert["address"], advert["port"]), (self.lab.addresses["ours"], 3212))
        self.assertEqual({key: advert["txt"][key] for key in ("api_proto", "api_ver", "api_auth")},
                         {"api_proto": "http", "api_ver": "v1.3", "api_auth": "false"})
        counters = {key: int(value) for key, value in advert["txt"].items() if key.startswith("ver_")}
        self.assertEqual(set(counters), {"ver_slf", "ver_src", "ver_flw", "ver_dvc", "ver_snd", "ver_rcv"})
        probe.change_sender()
        wait_until(lambda: self.avahi.browse("_nmos-node._tcp")["probe"]["txt"]["ver_snd"] == str(counters["ver_snd"] + 1), "a count", 10)
        registry = self.registry(8010)
        publisher = self.avahi.publish_registry(registry)
        probe.wait_for("registered")
        wait_until(lambda: "probe" not in self.avahi.browse("_nmos-node._tcp"), "no advertisement", 10)
        self.lab.end(publisher)
        registry.break_down()
        wait_until(lambda: "probe" in self.avahi.browse("_nmos-node._tcp"), "an advertisement again", 30)

    def test_follows_the_system_api_of_the_highest_priority(self):
        best = self.stack.enter_context(SystemApi(self.net[0], 8021, self.net[1], is04={"heartbeat_interval": 2}))
        other = self.stack.enter_context(SystemApi(self.net[0], 8022, self.net[1]))
        registry = self.registry(8010)
        for priority, system in ((10, other), (0, best)):
            self.avahi.publish(f"system {priority}", "_nmos-system._tcp", system.port, api_proto="http", api_ver="v1.0", pri=priority)
        self.avahi.publish_registry(registry)
        time.sleep(2)
        probe = self.probe(address=self.lab.addresses["ours"])
        probe.wait_for("system 57")
        self.assertEqual([request.client for request in best.requests], [self.lab.addresses["ours"]])
        self.assertEqual(other.requests, [])
        wait_until(lambda: len(registry.heartbeats()) >= 3, "heartbeats every 2 s", 10)
        gaps = [later.time - earlier.time for earlier, later in zip(registry.heartbeats(), registry.heartbeats()[1:])]
        self.assertAlmostEqual(gaps[-1], 2, delta=0.3)

    def test_goes_on_when_the_mdns_daemon_comes_goes_and_comes_back(self):
        registry = self.registry(8010)
        self.avahi.publish_registry(registry)
        self.ours.stop_daemon()
        probe = self.probe()
        wait_until(lambda: "no mDNS" in self.lab.file("probe.log").read_text(), "a line in the log", 10)
        self.ours.start_daemon()
        probe.wait_for("registered")
        self.ours.stop_daemon()
        count = len(registry.heartbeats())
        wait_until(lambda: len(registry.heartbeats()) > count, "a registration that lasts", 7)
        registry.break_down()
        probe.wait_for("searching", 10, after=len(probe.lines))
        registry.mend()
        seen = len(probe.lines)
        self.ours.start_daemon()
        probe.wait_for("registered", after=seen)
        log = self.lab.file("probe.log").read_text()
        self.assertEqual(log.count("no mDNS"), 2, log)

    def test_without_d_bus_it_runs_and_stops(self):
        environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=/no/such/bus")
        probe = Probe(self.lab, environment, discovery="multicast")
        probe.wait_for("searching")
        time.sleep(1)
        self.assertLess(probe.stop(), 2)
        self.assertEqual(probe.process.returncode, 0)


@unittest.skipUnless(can_make_namespaces(), "needs root and network namespaces")
class ByUnicast(InTheLab):
    def setUp(self):
        super().setUp()
        self.dns = self.stack.enter_context(DnsServer(*self.net))
        self.lab.file("resolv.conf").write_text(f"search {DOMAIN}\nnameserver {self.net[0]}\n")

    def probe(self, **settings):
        return Probe(self.lab, dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=/no/such/bus"), **settings)

    def test_finds_registry_and_system_api_once_the_dns_names_them(self):
        registry = self.registry(8010)
        system = self.stack.enter_context(SystemApi(self.net[0], 8021, self.net[1]))
        probe = self.probe()
        wait_until(lambda: (f"_nmos-register._tcp.{DOMAIN}", 12) in self.dns.questions, "a question", 10)
        begin = time.monotonic()
        self.dns.add_registry(DOMAIN, "bad", registry, api_ver="v9.0")
        self.dns.add_registry(DOMAIN, "good", registry, priority=20)
        self.dns.add_service(DOMAIN, "sys", "_nmos-system._tcp", system, api_proto="http", api_ver="v1.0", pri=10)
        self.assertLess(probe.wait_for("registered") - begin, ADVERT_TIMEOUT)
        probe.wait_for("system 57")
        wait_until(lambda: registry.resources.count() == RESOURCES, "all resources registered", 5)

    def test_fails_over_in_the_order_of_priorities(self):
        first, second = self.cluster(8011, 8012)
        self.dns.add_registry(DOMAIN, "b", second, priority=20)
        self.dns.add_registry(DOMAIN, "a", first, priority=10)
        probe = self.probe()
        probe.wait_for(f"registered {first.url}")
        wait_until(lambda: first.resources.count() == RESOURCES, "all resources registered", 5)
        first.break_down()
        probe.wait_for(f"registered {second.url}", 7)
        self.assertEqual(second.posts(), [])

    def test_takes_large_replies_by_tcp_and_a_domain_from_its_config(self):
        self.lab.file("resolv.conf").write_text(f"nameserver {self.net[0]}\n")
        registry = self.registry(8010)
        self.dns.add_registry("other.test", "reg", registry)
        self.dns.truncates = True
        self.probe(domain="other.test").wait_for("registered")

    def test_a_silent_name_server_hinders_nothing(self):
        self.dns.silent = True
        registry = self.registry(8010)
        probe = self.probe(registry=registry.url)
        probe.wait_for("registered", 5)
        self.assertLess(probe.stop(), 2)

    def test_a_registry_that_is_silent_does_not_keep_it_from_stopping(self):
        registry = self.registry(8010)
        probe = self.probe(registry=registry.url)
        probe.wait_for("registered", 5)
        registry.fall_silent()
        probe.change_sender()
        time.sleep(0.3)
        self.assertLess(probe.stop(), 2)


if __name__ == "__main__":
    # Every test has hosts of its own; most of its time it waits for heartbeats.
    side_by_side.main(workers=6)
