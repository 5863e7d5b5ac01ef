#!/usr/bin/env python3
"""Real -30 and -40 captures, replayed through the engine next to generated video: HLS carries their captions and their sound."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import media  # noqa: E402
from harness.daemon import ROOT, Daemon, unit  # noqa: E402

CAPTURES = pathlib.Path(os.environ.get("CAUSEWAY_CAPTURES", ROOT.parent / "shared/captures"))
URL = "http://127.0.0.1:8081/hls/mix/multivariant.m3u8"


def config():
    red = {"group": "239.1.0.1", "port": 5004}
    return {
        "instance": "captures",
        "clock": {"source": "system"},
        "networks": {"red": {"device": "net_ring0", "address": "192.168.88.1/24"},
                     "blue": {"device": "net_ring1", "address": "192.168.89.1/24"}},
        "sources": [
            {"id": "bars", "type": "generator", "video": {"width": 1280, "height": 720, "rate": "60000/1001"}, "label": "CAPTURES"},
            {"id": "captions", "type": "capture", "file": str(CAPTURES / "ST2110-40-Closed_Captions.cap"), "timing": "retimed", "loop": True,
             "flows": [{"match": "239.1.40.1:5000", "destination": "239.1.0.3:5000", "network": "red"}]},
            {"id": "music", "type": "capture", "file": str(CAPTURES / "l24_48000_8ch_0125.pcap"), "timing": "retimed", "loop": True,
             "flows": [{"match": "239.32.37.1:50030", "destination": "239.1.0.2:5006", "network": "red"}]},
        ],
        "senders": [{"id": "video", "source": "bars", "essence": "video", "payload_type": 96,
                     "legs": {"red": {"destination": "239.1.0.1", "port": 5004}, "blue": {"destination": "239.2.0.1", "port": 5004}}}],
        "receivers": [
            {"id": "cam", "essence": "video", "video": {"width": 1280, "height": 720, "rate": "60000/1001"}, "payload_type": 96,
             "legs": {"red": red, "blue": {"group": "239.2.0.1", "port": 5004}}},
            {"id": "mic", "essence": "audio", "audio": {"channels": 8, "rate": 48000, "depth": 24, "packet_time_us": 125},
             "payload_type": 97, "legs": {"red": {"group": "239.1.0.2", "port": 5006}}},
            {"id": "anc", "essence": "anc", "anc": {"rate": "60000/1001"}, "payload_type": 100,
             "legs": {"red": {"group": "239.1.0.3", "port": 5000}}},
        ],
        "channels": [{"id": "mix", "name": "Mix", "rate": "60000/1001", "inputs": {"video": ["cam"], "audio": ["mic"], "anc": "anc"},
                      "delay_ms": 200, "ladder": [{"id": "low", "width": 640, "height": 360, "bitrate_kbps": 800}],
                      "outputs": [{"id": "hls", "type": "hls", "directory": "hls/mix", "segment_ms": 2000, "window": 8}]}],
    }


@unittest.skipUnless(CAPTURES.is_dir(), f"the captures are not here: {CAPTURES}")
class Captures(unittest.TestCase):
    def test_hls_carries_their_captions_and_sound(self):
        with Daemon(config(), 8081) as daemon, tempfile.TemporaryDirectory() as directory:
            daemon.wait_ready()
            recorded = pathlib.Path(directory) / "mix.ts"
            time.sleep(14)
            subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-live_start_index", "0", "-i", URL, "-t", "20", "-c", "copy",
                            "-f", "mpegts", recorded], check=True, timeout=90)
            text = media.captions(recorded).upper()
            words = ("POLITICAL", "CLIMATE", "NATURAL", "EVENT", "HARD TIMES", "HAND")
            self.assertTrue(any(word in text for word in words), text)
            samples = media.mono_samples(str(recorded), 4)
            self.assertGreater(max(map(abs, samples)), 0.01, "the capture's sound is not silence")
            status = daemon.status()
            for receiver in status["receivers"]:
                self.assertEqual(receiver["missing"], 0, receiver)
            self.assertEqual(unit(status, "receivers", "anc")["bad_anc_packets"], 0)
            self.assertGreater(unit(status, "channels", "mix")["caption_packets"], 300)


if __name__ == "__main__":
    unittest.main(verbosity=2)
