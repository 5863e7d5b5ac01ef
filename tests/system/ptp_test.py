#!/usr/bin/env python3
"""The PTP client against ptp4l: locking, loss and change of grandmaster, cables, DPDK ports, and the other way round."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness.daemon import Daemon  # noqa: E402
from harness.netns import can_make_namespaces  # noqa: E402
from harness.ptp_lab import PtpLab  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CAUSEWAY_BUILD_DIR", ROOT / "build/release"))
PROBE = BUILD / "tests/bin/clock_probe"
KERNEL_PORT = {"interface": "eth0"}
ANNOUNCE_TIMEOUT = 3 * 0.25


class Probe:
    """clock_probe in the lab's host `ours`: (seconds, state, true error in ns, grandmaster) since its start, read as it comes."""

    def __init__(self, lab, seconds, ports=(KERNEL_PORT,), networks=None, **ptp):
        config = {"instance": "ptptest", "clock": {"source": "ptp", "ptp": {"ports": list(ports), **ptp}}, "networks": networks or {}}
        lab.file("probe.json").write_text(json.dumps(config))
        self.process = lab.start("ours", str(PROBE), str(lab.file("probe.json")), str(seconds), stdout=subprocess.PIPE)
        self.samples = []
        self.master = "none"

    def read_until(self, condition, limit):
        """Samples up to the first for which `condition(state, error, master)` holds."""
        begin = self.samples[-1][0] if self.samples else 0
        for line in self.process.stdout:
            words = line.split()
            if words[0] == "#":
                self.master = words[-1]
                continue
            self.samples.append((float(words[0]), words[1], int(words[2]), self.master))
            if condition(*self.samples[-1][1:]):
                return self.samples[-1][0]
            if self.samples[-1][0] > begin + limit:
                break
        raise AssertionError(f"not within {limit} s; last samples: {self.samples[-5:]}")

    def read_for(self, seconds):
        end = (self.samples[-1][0] if self.samples else 0) + seconds
        count = len(self.samples)
        self.read_until(lambda *_: self.samples[-1][0] >= end, seconds + 5)
        return self.samples[count:]


def is_locked(state, *_):
    return state == "locked"


@unittest.skipUnless(can_make_namespaces(), "needs root and network namespaces")
@unittest.skipUnless(shutil.which("ptp4l"), "needs ptp4l (package linuxptp)")
class AgainstPtp4l(unittest.TestCase):
    def assert_close(self, samples, limit_ns):
        errors = sorted(abs(error) for _, _, error, _ in samples)
        self.assertLess(errors[len(errors) // 2], limit_ns, samples)

    def seconds_to_lock(self, probe):
        """From when the grandmaster is heard: ptp4l, started just before, takes seconds of its own to become one."""
        heard = probe.read_until(lambda _, __, master: master != "none", 10)
        return probe.read_until(is_locked, 20) - heard

    def test_locks_within_ten_seconds_and_stays_close(self):
        with PtpLab(("gm", "ours")) as lab:
            lab.grandmaster()
            probe = Probe(lab, 40)
            self.assertLess(self.seconds_to_lock(probe), 10)
            samples = probe.read_for(10)
            self.assertEqual({state for _, state, _, _ in samples}, {"locked"})
            self.assert_close(samples, 20_000)

    def test_unicast_delay_requests_and_peer_delay_work_too(self):
        for settings, mechanism in (({"delay_requests": "unicast"}, "E2E"), ({"delay_mechanism": "p2p"}, "P2P")):
            with self.subTest(settings), PtpLab(("gm", "ours")) as lab:
                lab.grandmaster(delay_mechanism=mechanism, hybrid_e2e=int(mechanism == "E2E"))
                probe = Probe(lab, 40, **settings)
                self.assertLess(self.seconds_to_lock(probe), 10)
                self.assert_close(probe.read_for(4), 20_000)

    def test_another_grandmaster_takes_over_and_a_better_one_is_followed(self):
        with PtpLab(("first", "second", "ours")) as lab:
            first = lab.grandmaster("first", priority1=10)
            lab.grandmaster("second", priority1=20)
            probe = Probe(lab, 90)
            probe.read_until(is_locked, 15)
            was = probe.master
            lab.end(first)
            begin = probe.samples[-1][0]
            changed = probe.read_until(lambda _, __, master: master not in (was, "none"), 10)
            self.assertLess(changed - begin, ANNOUNCE_TIMEOUT + 1)
            probe.read_until(is_locked, 15)
            self.assert_close(probe.read_for(3), 20_000)
            lab.grandmaster("first", priority1=5)
            probe.read_until(lambda _, __, master: master == was, 10)
            probe.read_until(is_locked, 15)
            samples = probe.read_for(3)
            self.assert_close(samples, 20_000)
            self.assertTrue(all(abs(error) < 1_000_000 for _, _, error, _ in probe.samples[200:]), "no jump at any time")

    def test_holds_over_while_the_cable_is_out(self):
        with PtpLab(("gm", "ours")) as lab:
            lab.grandmaster()
            probe = Probe(lab, 60)
            probe.read_until(is_locked, 15)
            probe.read_for(8)
            lab.plug("ours", False)
            probe.read_until(lambda state, *_: state == "holdover", 10)
            out = probe.read_for(5)
            self.assert_close(out, 50_000)
            lab.plug("ours", True)
            probe.read_until(is_locked, 15)
            self.assert_close(probe.read_for(3), 20_000)

    def test_locks_on_dpdk_ports(self):
        for device in ("net_af_packet0", "net_af_xdp0"):
            with self.subTest(device), PtpLab(("gm", "ours")) as lab:
                lab.grandmaster()
                networks = {"red": {"device": f"{device},iface=eth0", "address": "192.168.90.2/24"}}
                probe = Probe(lab, 40, ports=({"network": "red"},), networks=networks)
                self.assertLess(probe.read_until(is_locked, 20), 15)
                self.assert_close(probe.read_for(5), 200_000)

    def test_a_ptp4l_slave_locks_to_our_grandmaster(self):
        with PtpLab(("gm", "theirs")) as lab:
            config = {"instance": "gm", "clock": {"role": "grandmaster", "ptp": {"ports": [KERNEL_PORT], "priority1": 7}}}
            with Daemon(config, 8083, lab.hosts["gm"]) as daemon:
                daemon.wait_until(lambda: self.port(daemon)["state"] == "MASTER", "master", 10)
                lab.ptp4l("theirs", slaveOnly=1, free_running=1, freq_est_interval=0)
                time.sleep(12)
                log = lab.file("theirs.log").read_text()
                identity = self.clock(daemon)["identity"].replace("-", "").lower()
                self.assertIn(f"{identity[:6]}.{identity[6:10]}.{identity[10:]}", log)
                offsets = [int(value) for value in re.findall(r"master offset\s+(-?\d+)", log)]
                # It tells the offset of its free-running clock, which is ours too, once a second, our TAI brought to its UTC.
                self.assertGreater(len(offsets), 5, log)
                self.assertLess(sorted(map(abs, offsets))[len(offsets) // 2], 20_000, offsets)
                self.assertEqual(sum(self.port(daemon)["faults"].values()), 0, self.port(daemon))

    @staticmethod
    def clock(daemon):
        return json.loads(daemon.get("/api/v1/clock"))

    def port(self, daemon):
        return self.clock(daemon)["ports"][0]

    def test_a_change_of_grandmaster_reaches_every_sdp(self):
        config = {
            "instance": "sdp", "clock": {"source": "ptp", "ptp": {"ports": [KERNEL_PORT]}},
            "networks": {"red": {"device": "net_ring0", "address": "192.168.110.10/24"}},
            "sources": [{"id": "bars", "type": "generator", "video": {"width": 320, "height": 180}, "audio": {}}],
            "senders": [{"id": f"bars-{essence}", "source": "bars", "essence": essence, "legs": {"red": {"destination": group}}}
                        for essence, group in (("video", "239.1.0.1"), ("audio", "239.1.0.2"))],
        }
        with PtpLab(("first", "second", "ours")) as lab:
            first = lab.grandmaster("first", priority1=10)
            lab.grandmaster("second", priority1=20)
            with Daemon(config, 8083, lab.hosts["ours"]) as daemon:
                daemon.wait_until(lambda: self.clock(daemon)["servo"]["state"] == "locked", "locked", 20)
                seen = self.clock(daemon)["grandmaster"]["identity"]
                self.assert_in_sdps(daemon, seen)
                metrics = daemon.metrics()
                self.assertEqual(metrics['causeway_clock_state{source="ptp"}'], 2)
                self.assertGreater(metrics['causeway_ptp_port_received_total{port="eth0",message="sync"}'], 10)
                lab.end(first)
                daemon.wait_until(lambda: self.clock(daemon)["grandmaster"]["identity"] != seen, "the other grandmaster", 10)
                self.assert_in_sdps(daemon, self.clock(daemon)["grandmaster"]["identity"])

    def assert_in_sdps(self, daemon, grandmaster):
        for sender in ("bars-video", "bars-audio"):
            sdp = daemon.get(f"/api/v1/senders/{sender}.sdp").decode()
            self.assertIn(f"a=ts-refclk:ptp=IEEE1588-2008:{grandmaster}:127", sdp)


if __name__ == "__main__":
    unittest.main(verbosity=2)
