#!/usr/bin/env python3
"""Two gateways and a controller that speaks HTTP only: it finds both in the registry, connects A's senders to B's receivers, switches,
routes audio channels and disconnects; what B's viewers see and hear follows."""

import contextlib
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import media  # noqa: E402
from harness.daemon import BINARY, ROOT, Daemon, unit  # noqa: E402
from harness.nmos_controller import Controller, call  # noqa: E402
from harness.nmos_registry import Registry  # noqa: E402

PROBE = BINARY.parents[1] / "tests/bin/frame_probe"
LEGS = ("red", "blue")
VIDEO = {"width": 640, "height": 360, "rate": "25", "depth": 10}  # of A's sources
HLS = "http://127.0.0.1:8082/hls/out/multivariant.m3u8"


def example(name, folder, registry):
    """The config of nmos/CONTROLLER.md, with cables and a registry of this test's own."""
    text = (ROOT / "config/examples" / name).read_text()
    config = json.loads("\n".join(line for line in text.splitlines() if not line.startswith("//")).replace("/tmp/causeway-", f"{folder}/"))
    config["nmos"]["registry"] = registry
    return config


class NmosController(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        registry = stack.enter_context(Registry())
        cls.a = stack.enter_context(Daemon(example("nmos-a.json", folder, registry.url), 8081))
        cls.a.wait_ready()  # the cables' other ends must be there
        cls.b = stack.enter_context(Daemon(example("nmos-b.json", folder, registry.url), 8082))
        cls.registry_url = registry.url
        cls.controller = Controller(registry.url)
        cls.b.wait_until(lambda: cls.b.get("/healthz"), "B answers")

    def wait(self, condition, what, timeout=15):
        return self.b.wait_until(condition, what, timeout)

    def sender(self, label):
        return self.wait(lambda: self.controller.named("senders", label), f"sender {label} in the registry")

    def receiver(self, essence):
        return self.wait(lambda: self.controller.named("receivers", f"in-{essence}"), f"receiver of {essence} in the registry")

    def connect(self, name, essence):
        """Connects and returns how long the registry takes to know."""
        sent_by, receiver = self.sender(f"{name}-{essence}"), self.receiver(essence)
        answer = self.controller.connect(sent_by, receiver)
        self.assertEqual(answer.status, 200, answer.text)
        begin = time.monotonic()
        wanted = {"sender_id": sent_by["id"], "active": True}
        self.wait(lambda: self.receiver(essence)["subscription"] == wanted, "the registry knows of the connection")
        return time.monotonic() - begin

    def out(self):
        return unit(self.b.status(), "channels", "out")

    def yellow(self):
        """Whether the second bar of B's newest segment is RP 219's yellow."""
        picture = media.rgb_frame(HLS, 640, 360, "-live_start_index", "-1")
        seen = media.pixel(picture, 640, int(0.29 * 640), 18)
        return max(abs(a - b) for a, b in zip(seen, (191, 191, 0))) < 24

    def tone(self, channel):
        """The louder of the two ident tones at the end of B's newest second."""
        samples = media.mono_samples(HLS, 1, channel, "-live_start_index", "-1")[-9600:]
        return max((1000, 1200), key=lambda frequency: media.level_dbfs(samples, frequency))

    def test_1_finds_both_gateways(self):
        labels = lambda kind: {resource["label"] for resource in self.controller.all(kind)}  # noqa: E731
        self.wait(lambda: labels("nodes") == {"Gateway A", "Gateway B"}, "both nodes in the registry")
        self.wait(lambda: len(labels("senders")) == 6 and len(labels("receivers")) == 3, "senders and receivers in the registry")

    def test_2_connects_video_audio_and_anc_on_both_legs(self):
        self.assertTrue(self.wait(lambda: self.out()["on_slate"], "B shows its slate: nobody has connected it"))
        for essence in ("video", "audio", "anc"):
            took = self.connect("one", essence)
            print(f"the registry knew after {took * 1000:.0f} ms", file=sys.stderr)
            self.assertLess(took, 1.0)
        self.wait(lambda: not self.out()["on_slate"], "the picture replaces the slate")
        self.wait(self.yellow, "B's viewers see A's bars", 30)
        self.wait(lambda: (self.tone(0), self.tone(1)) == (1000, 1200), "and hear A's tones", 30)
        for leg in LEGS:
            status = unit(self.b.status(), "receivers", "in-video")
            self.assertGreater(status["legs"][leg]["packets"], 1000, status)

    def test_3_receives_every_bit(self):
        """The picture in B's receiver is the very one that A's generator draws for its place on the TAI line."""
        for name in ("two", "one"):
            self.connect(name, "video")
            label = name.upper()
            self.wait(lambda: self.same_as_drawn(label), f"B receives {label} bit by bit", 15)

    def same_as_drawn(self, label):
        picture = self.b.get("/api/v1/receivers/in-video/frame.y4m")
        header, _, planes = picture.partition(b"\nFRAME\n")
        index = header.decode().partition("XTAI_FRAME=")[2]
        with tempfile.NamedTemporaryFile() as drawn:
            size = [str(VIDEO[what]) for what in ("width", "height", "rate", "depth")]
            subprocess.run([PROBE, "bars", *size, label, index, "1", drawn.name], check=True, timeout=30)
            return pathlib.Path(drawn.name).read_bytes() == planes

    def test_4_switches_without_a_missing_picture(self):
        before = self.out()
        for name in ("two", "one", "two"):
            for essence in ("video", "audio", "anc"):
                self.connect(name, essence)
            time.sleep(1)
        after = self.out()
        for what in ("frames_repeated", "frames_skipped", "frames_slate"):
            self.assertEqual(after[what], before[what], what)
        self.wait(self.yellow, "the bars go on", 30)

    def test_5_routes_audio_channels(self):
        receiver = self.receiver("audio")
        mapping = self.controller.control(receiver, "urn:x-nmos:control:cm-ctrl/v1.0")
        outputs = call("GET", f"{mapping}/outputs").json
        output = outputs[0].rstrip("/")
        source = call("GET", f"{mapping}/inputs").json[0].rstrip("/")
        swapped = {output: {str(to): {"input": source, "channel_index": 1 - to} for to in (0, 1)}}
        answer = call("POST", f"{mapping}/map/activations", {"activation": {"mode": "activate_immediate"}, "action": swapped})
        self.assertEqual(answer.status, 200, answer.text)
        self.wait(lambda: (self.tone(0), self.tone(1)) == (1200, 1000), "the tones have changed places", 30)

    def test_6_reload_keeps_what_the_controller_did(self):
        before = self.out()
        config = json.loads(self.b.config_path.read_text())
        config["channels"][0]["outputs"].append({"id": "srt", "type": "srt", "mode": "listener", "address": "127.0.0.1", "port": 9712, "rendition": "low"})
        self.b.config_path.write_text(json.dumps(config))
        self.b.process.send_signal(signal.SIGHUP)
        self.wait(lambda: self.controller.named("senders", "out srt"), "the new output is a sender in the registry")
        time.sleep(1)
        after = self.out()
        for what in ("frames_repeated", "frames_skipped", "frames_slate"):
            self.assertEqual(after[what], before[what], what)
        self.assertTrue(self.receiver("video")["subscription"]["active"])
        self.assertEqual((self.tone(0), self.tone(1)), (1200, 1000), "left and right are still exchanged")

    def test_7_disconnects(self):
        for essence in ("video", "audio", "anc"):
            self.assertEqual(self.controller.disconnect(self.receiver(essence)).status, 200)
            self.wait(lambda: self.receiver(essence)["subscription"] == {"sender_id": None, "active": False}, "the registry knows")
        self.wait(lambda: self.out()["on_slate"], "the slate is back")

    def test_8_refuses_what_does_not_fit(self):
        audio_sdp = call("GET", self.sender("one-audio")["manifest_href"]).text
        answer = self.controller.patch(self.receiver("video"), "receivers", {"transport_file": {"type": "application/sdp", "data": audio_sdp}})
        self.assertEqual(answer.status, 400, answer.text)
        self.assertEqual(answer.json["code"], 400)
        for body in (b"{", b"[]", b'{"bad": 1}', b'{"master_enable": "yes"}', b"x" * 2_000_000):
            url = f"{self.controller.connection(self.receiver('video'), 'receivers')}/staged"
            try:
                answer = call("PATCH", url, body)
            except OSError:
                self.assertGreater(len(body), 1_000_000)  # may be cut off in the middle of it
                continue
            self.assertIn(answer.status, (400, 413), body[:20])

    def test_9_follows_the_page(self):
        """The shell lines of nmos/CONTROLLER.md, as they stand there."""
        page = (ROOT / "nmos/CONTROLLER.md").read_text().replace("http://127.0.0.1:8010", self.registry_url)
        lines = "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", lines], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('["239.211.1.1","192.168.211.1"]', done.stdout, "it has switched to the second picture")
        self.assertEqual(done.stdout.splitlines()[-3:], ["false"] * 3, "and disconnected")


if __name__ == "__main__":
    unittest.main(verbosity=2)
