#!/usr/bin/env python3
"""What goes wrong in a facility, done on purpose: the error says what to do, nothing crashes, other flows keep running."""

import copy
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import media  # noqa: E402
from harness.daemon import BINARY, Daemon, unit  # noqa: E402

PORT = 8081


def small_config():
    """One 320x180p25 generator on red and blue, into one channel."""
    legs = lambda last: {"red": {"destination": f"239.110.0.{last}", "port": 5004}, "blue": {"destination": f"239.120.0.{last}", "port": 5004}}  # noqa: E731
    groups = lambda last: {"red": {"group": f"239.110.0.{last}", "port": 5004}, "blue": {"group": f"239.120.0.{last}", "port": 5004}}  # noqa: E731
    video = {"width": 320, "height": 180, "rate": "25"}
    return {
        "instance": f"faults{os.getpid()}",
        "clock": {"source": "system"},
        "networks": {"red": {"device": "net_ring0", "address": "192.168.110.10/24"}, "blue": {"device": "net_ring1", "address": "192.168.120.10/24"}},
        "sources": [{"id": "bars", "type": "generator", "video": video, "audio": {"channels": 2}, "label": "FAULTS"}],
        "senders": [{"id": "v", "source": "bars", "essence": "video", "payload_type": 96, "legs": legs(1)},
                    {"id": "a", "source": "bars", "essence": "audio", "payload_type": 97, "legs": legs(2)}],
        "receivers": [{"id": "cam", "essence": "video", "video": video, "payload_type": 96, "legs": groups(1)},
                      {"id": "mic", "essence": "audio", "audio": {"channels": 2}, "payload_type": 97, "legs": groups(2)}],
        "channels": [{"id": "one", "name": "Channel One", "rate": "25", "inputs": {"video": ["cam"], "audio": ["mic"]}, "delay_ms": 200,
                      "slate_after_ms": 500, "gop_ms": 1000, "ladder": [{"id": "low", "width": 320, "height": 180, "bitrate_kbps": 300}],
                      "outputs": [{"id": "hls", "type": "hls", "directory": "hls/one", "segment_ms": 1000, "window": 6}]}],
    }


def run_to_end(config, timeout=30):
    """(exit code, standard error) of a daemon that is expected to refuse."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "config.json"
        config.setdefault("state_directory", directory)
        path.write_text(json.dumps(config))
        result = subprocess.run([BINARY, "run", "--config", path], capture_output=True, text=True, timeout=timeout)
        return result.returncode, result.stderr


class Refusals(unittest.TestCase):
    def test_a_missing_device_is_named_with_its_remedy(self):
        config = small_config()
        config["networks"]["red"]["device"] = "net_af_packet0,iface=nosuchport0"
        code, error = run_to_end(config)
        self.assertEqual(code, 3, error)
        self.assertIn("nosuchport0", error)

    def test_a_missing_pci_device_is_named(self):
        config = small_config()
        config["networks"]["red"]["device"] = "0000:7f:1f.7"
        code, error = run_to_end(config)
        self.assertEqual(code, 3, error)
        self.assertIn("0000:7f:1f.7", error)

    def test_a_web_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            config = small_config()
            config["web"] = {"address": "127.0.0.1", "port": taken.getsockname()[1]}
            code, error = run_to_end(config)
        self.assertEqual(code, 3, error)
        self.assertIn(str(config["web"]["port"]), error)

    def test_an_srt_port_in_use_is_named(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            config = small_config()
            config["web"] = {"address": "127.0.0.1", "port": PORT}
            config["channels"][0]["outputs"].append({"id": "srt", "type": "srt", "mode": "listener", "address": "127.0.0.1", "port": port, "rendition": "low"})
            code, error = run_to_end(config)
        self.assertEqual(code, 3, error)
        self.assertIn(str(port), error)

    def test_five_faults_are_all_reported(self):
        config = small_config()
        config["clock"]["source"] = "gps"
        config["senders"][0]["source"] = "nothing"
        config["receivers"][0]["video"]["width"] = -4
        config["channels"][0]["inputs"]["video"] = ["nobody"]
        config["channels"][0]["laddr"] = 1
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(config, file)
            file.flush()
            result = subprocess.run([BINARY, "check", file.name], capture_output=True, text=True, timeout=20)
        self.assertEqual(result.returncode, 1, result.stderr)
        for pointer in ("/clock/source", "/senders/0/source", "/receivers/0/video/width", "/channels/0/inputs/video/0", "/channels/0/laddr"):
            self.assertIn(pointer + ":", result.stderr)
        self.assertIn('is "gps"; allowed is', result.stderr)

    def test_a_wrong_sdp_is_refused_by_line(self):
        with tempfile.TemporaryDirectory() as directory:
            sdp = pathlib.Path(directory) / "cam.sdp"
            sdp.write_text("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=x\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\nc=IN IP4 239.1.1.1/64\r\n"
                           "a=rtpmap:96 raw/90000\r\na=fmtp:96 sampling=YCbCr-4:2:2; width=0; height=1080; exactframerate=50; depth=10; "
                           "TCS=SDR; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n")
            config = small_config()
            config["receivers"][0] = {"id": "cam", "essence": "video", "sdp": str(sdp)}
            code, error = run_to_end(config)
        self.assertEqual(code, 1, error)
        self.assertIn("line 8", error)
        self.assertIn("width", error)

    def test_what_is_not_built_is_refused_in_words(self):
        for command in ("doctor", "analyze"):
            result = subprocess.run([BINARY, command, "x"], capture_output=True, text=True, timeout=10)
            self.assertEqual(result.returncode, 2)
            self.assertIn("not built yet", result.stderr)


class Running(unittest.TestCase):
    def reload(self, daemon, config):
        config = copy.deepcopy(config)
        daemon.config_path.write_text(json.dumps(config))
        daemon.process.send_signal(signal.SIGHUP)

    def channel(self, daemon):
        return unit(daemon.status(), "channels", "one")

    def test_lost_input_becomes_a_slate_and_comes_back_on_reload(self):
        config = small_config()
        with Daemon(config, PORT) as daemon:
            daemon.wait_ready()
            daemon.wait_until(lambda: not self.channel(daemon)["on_slate"], "a picture")
            mic_before = unit(daemon.status(), "receivers", "mic")["legs"]["red"]["packets"]
            without = copy.deepcopy(config)
            without["senders"] = without["senders"][1:]
            self.reload(daemon, without)
            daemon.wait_until(lambda: self.channel(daemon)["on_slate"], "the slate", 10)
            time.sleep(3)
            url = f"http://127.0.0.1:{PORT}/hls/one/multivariant.m3u8"
            picture = media.rgb_frame(url, 320, 180, "-live_start_index", "-1")
            self.assertLess(sum(media.pixel(picture, 320, 5, 5)), 60, "a slate is black at the edge")
            self.assertGreater(max(picture), 150, "and has the channel's name on it")
            self.assertGreater(unit(daemon.status(), "receivers", "mic")["legs"]["red"]["packets"], mic_before + 1000, "the other flow went on")
            self.reload(daemon, config)
            daemon.wait_until(lambda: not self.channel(daemon)["on_slate"], "the picture again", 15)
            playlist = daemon.get("/hls/one/low/media.m3u8").decode()
            self.assertNotIn("EXT-X-DISCONTINUITY", playlist)
            self.assertNotIn("EXT-X-GAP", playlist)

    def test_a_bad_reload_changes_nothing(self):
        config = small_config()
        with Daemon(config, PORT) as daemon:
            daemon.wait_ready()
            bad = copy.deepcopy(config)
            bad["receivers"][0]["payload_type"] = 500
            self.reload(daemon, bad)
            daemon.wait_until(lambda: "/receivers/0/payload_type" in daemon.log(), "the fault in the log", 10)
            before = self.channel(daemon)["frames_out"]
            daemon.wait_until(lambda: self.channel(daemon)["frames_out"] > before + 25, "pictures go on", 10)
            self.assertEqual(len(daemon.status()["receivers"]), 2)

    def test_a_raster_that_changes_mid_stream_raises_an_alarm_and_loses_nothing_else(self):
        config = small_config()
        with Daemon(config, PORT) as daemon:
            daemon.wait_ready()
            other = copy.deepcopy(config)
            other["sources"][0]["video"] = {"width": 640, "height": 360, "rate": "25"}
            self.reload(daemon, other)
            alarm = daemon.wait_until(lambda: unit(daemon.status(), "receivers", "cam").get("alarm"), "the alarm", 15)
            self.assertIn("640x360", alarm)
            self.assertIn("320x180", alarm)
            before = unit(daemon.status(), "receivers", "mic")["legs"]["red"]["packets"]
            daemon.wait_until(lambda: unit(daemon.status(), "receivers", "mic")["legs"]["red"]["packets"] > before + 500, "the sound goes on", 10)
            self.reload(daemon, config)
            daemon.wait_until(lambda: not self.channel(daemon)["on_slate"] and not unit(daemon.status(), "receivers", "cam").get("alarm"), "all is well again", 15)

    def test_a_leg_that_is_cut_loses_nothing(self):
        config = small_config()
        with Daemon(config, PORT) as daemon:
            daemon.wait_ready()
            one_leg = copy.deepcopy(config)
            for sender in one_leg["senders"]:
                del sender["legs"]["blue"]
            self.reload(daemon, one_leg)
            time.sleep(3)
            before = unit(daemon.status(), "receivers", "cam")["frames_complete"]
            time.sleep(2)
            status = daemon.status()
            self.assertGreater(unit(status, "receivers", "cam")["frames_complete"], before + 40)
            self.assertFalse(self.channel(daemon)["on_slate"])

    @unittest.skipUnless(os.geteuid() == 0, "needs root: mounts a small tmpfs")
    def test_a_full_disk_becomes_gaps_and_heals(self):
        with tempfile.TemporaryDirectory() as mount:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount], check=True)
            try:
                config = small_config()
                config["channels"][0]["outputs"][0]["directory"] = f"{mount}/hls"
                filler = pathlib.Path(mount) / "filler"
                with Daemon(config, PORT) as daemon:
                    daemon.wait_ready()
                    hls = lambda: self.channel(daemon)["outputs"][0]  # noqa: E731
                    with open(filler, "wb", buffering=0) as file:
                        try:
                            while True:
                                file.write(bytes(4096))
                        except OSError:
                            pass
                    daemon.wait_until(lambda: hls()["storage_failing"], "the failure is counted", 20)
                    before = self.channel(daemon)["frames_out"]
                    daemon.wait_until(lambda: self.channel(daemon)["frames_out"] > before + 25, "encoding goes on", 10)
                    filler.unlink()
                    daemon.wait_until(lambda: not hls()["storage_failing"], "it heals by itself", 20)
                    daemon.wait_until(lambda: "EXT-X-GAP" in daemon.get("/hls/one/low/media.m3u8").decode(), "the lost segments are gaps", 15)
            finally:
                subprocess.run(["umount", mount], check=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
