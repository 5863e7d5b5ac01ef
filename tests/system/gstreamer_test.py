#!/usr/bin/env python3
"""GStreamer as sender and as receiver, in a network namespace over a veth pair: lossless pictures both ways, on af_packet and af_xdp.

GStreamer is not locked to PTP: random RTP base, extended sequence number 0, two SRDs in a packet."""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import media  # noqa: E402
from harness.daemon import BINARY, Daemon, unit  # noqa: E402
from harness.netns import VethPair, can_make_namespaces  # noqa: E402

PROBE = BINARY.parents[1] / "tests/bin/frame_probe"
OWN, PEER, GROUP = "192.168.77.1", "192.168.77.2", "239.77.0.1"
FRAMES = 20


def device(kind, interface):
    return {"af_packet": f"net_af_packet0,iface={interface}", "af_xdp": f"net_af_xdp0,iface={interface}"}[kind]


def config(kind, link, video, **more):
    return {
        "instance": f"gst{link.outer}",
        "clock": {"source": "system"},
        "engine": {"polling": "adaptive"},
        "networks": {"red": {"device": device(kind, link.outer), "address": f"{OWN}/24"}},
        "receivers": [{"id": "cam", "essence": "video", "video": video, "payload_type": 96,
                       "legs": {"red": {"group": GROUP, "port": 5004}}}],
        **more,
    }


def send_video(link, caps, frames, dump=None):
    """A live sender of `frames` pictures (−1: for ever); `dump` gets the same pictures raw."""
    branch = f"t. ! queue ! filesink location={dump} " if dump else ""
    pipeline = (f"videotestsrc is-live=true pattern=ball num-buffers={frames} ! {caps} ! tee name=t "
                f"t. ! queue ! rtpvrawpay mtu=1460 pt=96 ! udpsink host={GROUP} port=5004 auto-multicast=true sync=true {branch}")
    return link.start("gst-launch-1.0", "-q", *pipeline.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def hashes(path, frame_octets):
    data = pathlib.Path(path).read_bytes()
    return [hashlib.sha256(data[at:at + frame_octets]).hexdigest() for at in range(0, len(data) - frame_octets + 1, frame_octets)]


@unittest.skipUnless(can_make_namespaces(), "needs root: makes network namespaces")
class GStreamer(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def receive_and_compare(self, kind, depth):
        """Pictures of GStreamer → the engine's receiver; each must be one of those that were sent, in order, octet for octet."""
        width, height, rate = 640, 360, 25
        gst_format = "UYVP" if depth == 10 else "UYVY"
        sent, got = self.directory / "sent.raw", self.directory / "got.yuv"
        with VethPair(f"{PEER}/24") as link:
            path = self.directory / "probe.json"
            path.write_text(json.dumps(config(kind, link, {"width": width, "height": height, "rate": str(rate), "depth": depth})))
            sender = send_video(link, f"video/x-raw,format={gst_format},width={width},height={height},framerate={rate}/1",
                                rate * 8, sent)
            try:
                result = subprocess.run([PROBE, "receive", path, "cam", str(FRAMES), got], capture_output=True, text=True, timeout=90)
            finally:
                sender.wait(30)
        self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        self.assertIn("unlocked", result.stdout)
        planar = self.directory / "sent.yuv"
        target = "I422_10LE" if depth == 10 else "Y42B"
        pipeline = (f"filesrc location={sent} ! rawvideoparse format={gst_format.lower()} width={width} height={height} "
                    f"framerate={rate}/1 ! videoconvert dither=none chroma-mode=none ! video/x-raw,format={target} ! filesink location={planar}")
        subprocess.run(["gst-launch-1.0", "-q", *pipeline.split()], check=True, timeout=60, stdout=subprocess.DEVNULL)
        octets = width * height * 2 * (2 if depth == 10 else 1)
        source, received = hashes(planar, octets), hashes(got, octets)
        self.assertEqual(len(received), FRAMES)
        places = [source.index(picture) for picture in received]  # an unlocked sender may slip against our frames: a picture may be left out
        self.assertEqual(places, sorted(set(places)))
        self.assertLess(places[-1] - places[0], FRAMES + 10)
        chosen = self.directory / "chosen.yuv"
        data = planar.read_bytes()
        chosen.write_bytes(b"".join(data[at * octets:(at + 1) * octets] for at in places))
        self.assert_psnr_infinite(chosen, got, f"yuv422p{'10le' if depth == 10 else ''}", width, height)

    def assert_psnr_infinite(self, source, received, pixel_format, width, height):
        raw = ["-f", "rawvideo", "-pix_fmt", pixel_format, "-s", f"{width}x{height}", "-r", "25"]
        result = subprocess.run(["ffmpeg", "-nostdin", *raw, "-i", received, *raw, "-i", source, "-lavfi", "psnr", "-f", "null", "-"],
                                capture_output=True, text=True, timeout=60)
        self.assertRegex(result.stderr, r"PSNR .*average:inf")

    def test_receives_10_bit_losslessly_over_af_packet(self):
        self.receive_and_compare("af_packet", 10)

    def test_receives_8_bit_losslessly_over_af_packet(self):
        self.receive_and_compare("af_packet", 8)

    def test_receives_10_bit_losslessly_over_af_xdp(self):
        self.receive_and_compare("af_xdp", 10)

    def test_bridges_picture_and_sound_of_unlocked_senders(self):
        """Video and L24 audio → HLS: the bars are seen, the tone is heard, audio is resampled rather than dropped."""
        receivers = [{"id": "mic", "essence": "audio", "audio": {"channels": 2, "rate": 48000, "depth": 24, "packet_time_us": 1000},
                      "payload_type": 97, "legs": {"red": {"group": GROUP, "port": 5006}}}]
        channel = {"id": "gst", "name": "GStreamer", "rate": "25", "inputs": {"video": ["cam"], "audio": ["mic"]}, "delay_ms": 300,
                   "ladder": [{"id": "low", "width": 640, "height": 360, "bitrate_kbps": 1000}],
                   "outputs": [{"id": "hls", "type": "hls", "directory": "hls/gst", "segment_ms": 2000}]}
        with VethPair(f"{PEER}/24") as link:
            whole = config("af_xdp", link, {"width": 1280, "height": 720, "rate": "25", "depth": 10}, channels=[channel])
            whole["receivers"] += receivers
            with Daemon(whole, 8081) as daemon:
                video = (f"videotestsrc is-live=true pattern=smpte75 ! video/x-raw,format=UYVP,width=1280,height=720,framerate=25/1 ! "
                         f"rtpvrawpay mtu=1460 pt=96 ! udpsink host={GROUP} port=5004 "
                         f"audiotestsrc is-live=true freq=1000 volume=0.125 samplesperbuffer=48 ! audio/x-raw,format=S24BE,rate=48000,channels=2 ! "
                         f"rtpL24pay pt=97 min-ptime=1000000 max-ptime=1000000 ! udpsink host={GROUP} port=5006")
                peer = link.start("gst-launch-1.0", "-q", *video.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    daemon.wait_ready()
                    url = "http://127.0.0.1:8081/hls/gst/multivariant.m3u8"
                    daemon.wait_until(lambda: not unit(daemon.status(), "channels", "gst")["on_slate"], "the picture replaces the slate")
                    time.sleep(7)
                    picture = media.rgb_frame(url, 640, 360, "-live_start_index", "-1")
                    for x, wanted in ((0.07, (191, 191, 191)), (0.21, (191, 191, 0)), (0.93, (0, 0, 191))):
                        seen = media.pixel(picture, 640, int(x * 640), 120)
                        self.assertLess(max(abs(a - b) for a, b in zip(seen, wanted)), 24, f"{x}: {seen}")
                    samples = media.mono_samples(url, 2, 0, "-live_start_index", "-1")
                    self.assertAlmostEqual(media.level_dbfs(samples[4800:52800], 1000), -18, delta=1.5)
                    status = daemon.status()
                    self.assertFalse(unit(status, "receivers", "cam")["locked_to_clock"])
                    self.assertEqual(unit(status, "receivers", "cam")["missing"], 0)
                    self.assertEqual(unit(status, "receivers", "mic")["missing"], 0)
                finally:
                    peer.kill()
                    peer.wait()

    def test_what_we_emit_is_received_bit_exactly(self):
        width, height, rate = 640, 360, 25
        got = self.directory / "got.raw"
        source = {"id": "bars", "type": "generator", "video": {"width": width, "height": height, "rate": str(rate), "depth": 10},
                  "label": "EMIT"}
        sender = {"id": "out", "source": "bars", "essence": "video", "payload_type": 96,
                  "legs": {"red": {"destination": GROUP, "port": 5004}}}
        with VethPair(f"{PEER}/24") as link:
            whole = config("af_packet", link, None, sources=[source], senders=[sender])
            whole["receivers"] = []
            with Daemon(whole, 8081) as daemon:
                daemon.wait_until(lambda: daemon.status(), "status")
                begin = json.loads(daemon.get("/api/v1/status"))["tai_ns"]
                caps = (f"application/x-rtp,media=video,clock-rate=90000,encoding-name=RAW,sampling=YCbCr-4:2:2,depth=(string)10,"
                        f"width=(string){width},height=(string){height},colorimetry=BT709,payload=96,exactframerate=(string){rate}")
                pipeline = (f"udpsrc address={GROUP} port=5004 auto-multicast=true multicast-iface={link.inner} buffer-size=26214400 "
                            f"caps={caps} num-buffers={40 * (width * height * 5 // 2 // 1260 + 1)} ! rtpvrawdepay ! "
                            f"filesink location={got}")
                peer = link.start("gst-launch-1.0", "-q", *pipeline.split(), stdout=subprocess.DEVNULL)
                self.assertEqual(peer.wait(30), 0)
                end = json.loads(daemon.get("/api/v1/status"))["tai_ns"]
        first = begin * rate // 10**9 - 2
        count = end * rate // 10**9 - first + 2
        wanted = self.directory / "wanted.yuv"
        subprocess.run([PROBE, "bars", *map(str, (width, height, rate, 10, "EMIT", first, count)), wanted], check=True, timeout=60)
        planar = self.directory / "got.yuv"
        pipeline = (f"filesrc location={got} ! rawvideoparse format=uyvp width={width} height={height} framerate={rate}/1 ! "
                    f"videoconvert dither=none chroma-mode=none ! video/x-raw,format=I422_10LE ! filesink location={planar}")
        subprocess.run(["gst-launch-1.0", "-q", *pipeline.split()], check=True, timeout=60, stdout=subprocess.DEVNULL)
        octets = width * height * 4
        made, received = hashes(wanted, octets), hashes(planar, octets)
        whole_frames = received[1:-1]  # GStreamer joins and leaves in the middle of a frame
        self.assertGreater(len(whole_frames), 20)
        at = made.index(whole_frames[0])
        self.assertEqual(whole_frames, made[at:at + len(whole_frames)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
