#!/usr/bin/env python3
"""The running daemon against the published RAML and schemas of IS-04, IS-05 and IS-08: every path, every method, every resource, with
activations waiting so that nothing is missing."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness.daemon import BINARY, ROOT, Daemon  # noqa: E402
from harness.nmos_controller import call  # noqa: E402

PROBE = BINARY.parents[1] / "tests/bin/nmos_api_probe"
SCHEMAS = pathlib.Path(os.environ.get("CAUSEWAY_SCHEMAS", ROOT.parent / "shared/schemas"))
PORT = 3224
NODE = f"http://127.0.0.1:{PORT}"
LATER = {"mode": "activate_scheduled_relative", "requested_time": "600:0"}
VIDEO = {"width": 640, "height": 360, "rate": "25"}
ESSENCES = ("video", "audio", "anc")


def legs(key, number):
    return {leg: {key: f"239.{net}.0.{number}"} for leg, net in (("red", 224), ("blue", 225))}


CONFIG = {
    "instance": "api", "networks": {leg: {"device": f"net_ring{number}", "address": f"192.168.{224 + number}.1/24"}
                                    for number, leg in enumerate(("red", "blue"))},
    "sources": [{"id": "bars", "type": "generator", "video": VIDEO, "audio": {"channels": 4}, "anc": {}}],
    "senders": [{"id": f"bars-{essence}", "source": "bars", "essence": essence, "legs": legs("destination", number)}
                for number, essence in enumerate(ESSENCES, 1)],
    "receivers": [{"id": "in-video", "essence": "video", "video": VIDEO, "legs": legs("group", 1)},
                  {"id": "in-audio", "essence": "audio", "audio": {"channels": 4}, "legs": legs("group", 2)},
                  {"id": "in-anc", "essence": "anc"}],
    "channels": [{"id": "out", "rate": "25", "inputs": {"video": ["in-video"], "audio": ["in-audio"], "anc": "in-anc"},
                  "ladder": [{"id": "low", "width": 320, "height": 180, "bitrate_kbps": 400, "preset": "ultrafast"}],
                  "outputs": [{"id": "srt", "type": "srt", "mode": "listener", "address": "127.0.0.1", "port": 9713, "rendition": "low"}]}],
    "nmos": {"port": PORT, "discovery": "off"}, "web": {"port": 8084},
}


@unittest.skipUnless(SCHEMAS.is_dir(), "no NMOS schemas; set CAUSEWAY_SCHEMAS")
class NmosApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(CONFIG, 8084).start()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.wait_until(lambda: call("GET", f"{NODE}/x-nmos/").status == 200, "the node answers")

    def wait_for_activations(self):
        connection = f"{NODE}/x-nmos/connection/v1.1/single"
        for kind in ("senders", "receivers"):
            first = call("GET", f"{connection}/{kind}").json[0].rstrip("/")
            self.assertEqual(call("PATCH", f"{connection}/{kind}/{first}/staged", {"activation": LATER}).status, 202)
        mapping = f"{NODE}/x-nmos/channelmapping/v1.0"
        output = call("GET", f"{mapping}/outputs").json[0].rstrip("/")
        action = {output: {"0": {"input": None, "channel_index": None}}}
        self.assertEqual(call("POST", f"{mapping}/map/activations", {"activation": LATER, "action": action}).status, 202)

    def test_follows_the_schemas_at_every_path_by_every_method(self):
        self.wait_for_activations()
        done = subprocess.run([PROBE, NODE], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr)
        self.assertIn("[  PASSED  ] 1 test", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
