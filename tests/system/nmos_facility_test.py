#!/usr/bin/env python3
"""The daemon as a facility finds it: a host of its own, a real avahi-daemon, registry and System API advertised by mDNS. What IS-09 says
is followed: heartbeats, PTP domain, log server."""

import contextlib
import pathlib
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import avahi  # noqa: E402
from harness.daemon import Daemon  # noqa: E402
from harness.host_lab import HostLab  # noqa: E402
from harness.netns import can_make_namespaces, socket_in  # noqa: E402
from harness.nmos_registry import Registry  # noqa: E402
from harness.nmos_system_api import SystemApi  # noqa: E402

SYSLOG_PORT = 5514


def config(address):
    return {
        "instance": "facility",
        "clock": {"source": "ptp", "ptp": {"domain": 127, "ports": [{"interface": "eth0"}]}},
        "networks": {"red": {"device": "net_ring0", "address": "192.168.110.10/24"}},
        "sources": [{"id": "bars", "type": "generator", "video": {"width": 640, "height": 360, "rate": "25"}}],
        "senders": [{"id": "bars-video", "source": "bars", "essence": "video", "legs": {"red": {"destination": "239.110.0.1"}}}],
        "nmos": {"address": address, "label": "Facility gateway"},
    }


@unittest.skipUnless(can_make_namespaces(), "needs root and network namespaces")
@unittest.skipUnless(avahi.is_installed(), "needs avahi-daemon, avahi-utils and dbus")
class InAFacility(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        lab = stack.enter_context(HostLab(("net", "ours")))
        self.address = lab.addresses["net"]
        self.net = avahi.AvahiHost(lab, "net")
        ours = avahi.AvahiHost(lab, "ours")
        self.registry = stack.enter_context(Registry(self.address, 8010, lab.hosts["net"]))
        self.system = stack.enter_context(SystemApi(
            self.address, 8020, lab.hosts["net"], is04={"heartbeat_interval": 2}, ptp={"announce_receipt_timeout": 4, "domain_number": 57},
            syslog={"hostname": self.address, "port": SYSLOG_PORT}))
        self.log_server = stack.enter_context(socket_in(lab.hosts["net"], socket.AF_INET, socket.SOCK_DGRAM))
        self.log_server.bind((self.address, SYSLOG_PORT))
        self.log_server.settimeout(30)
        self.daemon = Daemon(config(lab.addresses["ours"]), 8080, lab.hosts["ours"])
        self.daemon.environment = {"DBUS_SYSTEM_BUS_ADDRESS": ours.environment["DBUS_SYSTEM_BUS_ADDRESS"]}
        stack.enter_context(self.daemon)

    def advert(self):
        """What its peers read in its advertisement."""
        adverts = list(self.net.browse("_nmos-node._tcp").values())
        return adverts[0]["txt"] if adverts else {}

    def labels_in_registry(self):
        return [node["label"] for node in self.registry.resources.kinds["node"].values()]

    def test_is_found_and_follows_the_system_parameters(self):
        self.daemon.wait_until(lambda: "ver_slf" in self.advert(), "its peers see it, and its changes, while there is no registry")
        self.net.publish("system", "_nmos-system._tcp", 8020, api_proto="http", api_ver="v1.0", pri=0)
        self.daemon.wait_until(lambda: b'"domain": 57' in self.daemon.get("/api/v1/clock"), "its PTP ports are in the facility's domain")
        self.assertIn(b" causeway ", self.log_server.recv(4096))
        self.net.publish_registry(self.registry)
        self.daemon.wait_until(lambda: self.labels_in_registry() == ["Facility gateway"], "it is in the registry")
        self.daemon.wait_until(lambda: self.advert() and "ver_slf" not in self.advert(), "its peers are to ask the registry for changes")
        first = len(self.registry.heartbeats())
        begin = time.monotonic()
        self.daemon.wait_until(lambda: len(self.registry.heartbeats()) >= first + 3, "heartbeats")
        self.assertLess(time.monotonic() - begin, 9, "every 2 s, not every 5")


if __name__ == "__main__":
    unittest.main(verbosity=2)
