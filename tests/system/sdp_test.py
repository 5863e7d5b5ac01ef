#!/usr/bin/env python3
"""Every SDP that the daemon's senders announce and all that we write of other vendors', before a checker that others wrote; SDPs that
others published, before us; and `causeway sdp` as a user calls it."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness.daemon import BINARY, ROOT, Daemon  # noqa: E402

PLAYERS = ROOT / "tests/system/players"
SDPOKER = PLAYERS / "node_modules/sdpoker/sdpoker.js"
DIALECTS = ROOT / "tests/unit/sdp/dialects"
SCHEMAS = pathlib.Path(os.environ.get("CAUSEWAY_SCHEMAS", ROOT.parent / "shared/schemas"))
WEB_PORT = 8086
STRICT = ("--shaping", "true", "--whitespace", "true", "--should", "true", "--checkEndings", "true")

# sdpoker 0.1.0 looks for "interlaced" where ST 2110-20 7.3 has "interlace" (its pull request 22), so it refuses all PsF.
KNOWN_FALSE_ALARMS = ("format parameter 'segmented' is signalled without 'interlaced' being signalled",)

# What of our dialects sdpoker cannot judge, since it does not know all of the standards.
BEYOND_SDPOKER = {
    "as_the_standard_says": "takes any a=group for one of two legs",
    "blanks_and_tabs": "refuses a name with a blank before it",
    "clocks": "knows no PTP but IEEE1588-2008 and holds a free-running clock to be an error",
    "ancillary_forms": "wants an a=fmtp for ancillary data, which RFC 8331 does not",
    "odd_audio": "knows no ST 2110-31",
    "said_twice": "knows no parameter with a blank in its value",
    "wrong_edition": "is older than ST 2110-20:2022",
}

VIDEO = [("50", "progressive", 10), ("60000/1001", "progressive", 8), ("24000/1001", "progressive", 10), ("25", "interlaced", 10),
         ("30000/1001", "interlaced", 10), ("25", "psf", 10), ("24000/1001", "psf", 8)]
AUDIO = [(1, 1000), (2, 1000), (6, 125), (16, 125)]


def legs(number, both):
    red = {"red": {"destination": f"239.110.1.{number}", "port": 5004}}
    return red | ({"blue": {"destination": f"239.120.1.{number}", "port": 5006}} if both else {})


def config():
    """A sender of each kind, on one leg and on two; sources are small, since only what is said of them counts."""
    sources, senders = [], []

    def add(source, essence, **more):
        for both in (False, True):
            number = len(senders) + 1
            senders.append({"id": f"{source}-{essence}-{'two' if both else 'one'}", "source": source, "essence": essence,
                            "payload_type": 96 + number % 32, "legs": legs(number, both)} | more)

    for index, (rate, scan, depth) in enumerate(VIDEO):
        name = f"video{index}"
        sources.append({"id": name, "type": "generator", "anc": {},
                        "video": {"width": 320, "height": 180, "rate": rate, "scan": scan, "depth": depth}})
        add(name, "video", max_udp=(1460, 1200)[index % 2], packing=("gpm", "bpm")[index % 2])
        add(name, "anc")
    for channels, packet_time_us in AUDIO:
        name = f"audio{channels}"
        sources.append({"id": name, "type": "generator", "audio": {"channels": channels, "rate": 48000, "depth": 24}})
        add(name, "audio", packet_time_us=packet_time_us)
    return {"instance": "sdp-test", "clock": {"source": "system"}, "engine": {"polling": "adaptive", "memory_mib": 256, "hugepages": "never"},
            "networks": {"red": {"device": "net_ring0", "address": "192.168.110.10/24"},
                         "blue": {"device": "net_ring1", "address": "192.168.120.10/24"}},
            "sources": sources, "senders": senders}


def complaints(path, *options):
    """What sdpoker has against the file, line by line."""
    result = subprocess.run(["node", SDPOKER, *options, path], capture_output=True, text=True, timeout=60)
    lines = [line for line in result.stderr.splitlines() if line and not line.startswith("Found ")]
    if result.returncode != 0 and not lines:
        lines = [f"sdpoker ended with {result.returncode}"]
    return [line for line in lines if not any(alarm in line for alarm in KNOWN_FALSE_ALARMS)]


def causeway_sdp(*arguments, text=None):
    return subprocess.run([BINARY, "sdp", *arguments], input=text, capture_output=True, timeout=30)


def need_sdpoker():
    if not shutil.which("node"):
        raise unittest.SkipTest("node is not installed; deploy/install-deps.sh installs it")
    if SDPOKER.exists():
        return
    installed = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=PLAYERS,
                               capture_output=True, text=True, timeout=300)
    if installed.returncode != 0:
        raise unittest.SkipTest(f"npm could not install sdpoker: {installed.stderr.strip()[-300:]}")


def strict_text(expected):
    """The SDP in a dialect's .expected: between the warnings and what is left to mend; the latter too."""
    text = expected.read_bytes()
    sdp, _, left = text[text.index(b"v=0"):].partition(b"\n\n")
    return (sdp.rstrip(b"\n") + b"\n").replace(b"\n", b"\r\n"), left


def published_sdps():
    """Name and text of every SDP in the examples of IS-05."""
    def texts(node):
        if isinstance(node, dict):
            if isinstance(node.get("data"), str) and node["data"].startswith("v=0"):
                yield node["data"]
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                yield from texts(child)

    for path in sorted(SCHEMAS.glob("is-05/examples/*.json")):
        yield from ((path.name, text) for text in texts(json.loads(path.read_text())))


class Senders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need_sdpoker()
        cls.config = config()
        cls.sdps = {}
        with Daemon(cls.config, web_port=WEB_PORT) as daemon:
            daemon.wait_ready()
            for sender in cls.config["senders"]:
                cls.sdps[sender["id"]] = daemon.get(f"/api/v1/senders/{sender['id']}.sdp")

    def each(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in self.sdps.items():
                path = pathlib.Path(folder) / f"{name}.sdp"
                path.write_bytes(text)
                with self.subTest(sender=name):
                    yield name, path, text.decode()

    def test_sdpoker_has_nothing_against_them(self):
        for name, path, text in self.each():
            duplicate = ["--duplicate", "true"] if name.endswith("-two") else []
            self.assertEqual(complaints(path, "--shaping", "true", *duplicate), [], text)
            self.assertEqual(complaints(path, "--whitespace", "true", "--should", "true", "--checkEndings", "true"), [], text)

    def test_we_have_nothing_against_them_either(self):
        for name, path, text in self.each():
            result = causeway_sdp(path, "--json")
            self.assertEqual(result.returncode, 0, result.stderr)
            reading = json.loads(result.stdout)
            self.assertEqual(reading["warnings"], [], text)
            self.assertEqual(len(reading["media"][0]["legs"]), 2 if name.endswith("-two") else 1)

    def test_sdpoker_would_notice(self):
        """The checker is alive: it refuses what is wrong."""
        with tempfile.NamedTemporaryFile(suffix=".sdp") as file:
            file.write(self.sdps["video0-video-one"].replace(b"PM=2110", b"PM=2111"))
            file.flush()
            self.assertTrue(complaints(file.name))


class Dialects(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need_sdpoker()

    def test_sdpoker_has_nothing_against_what_we_make_of_them(self):
        judged = 0
        for expected in sorted(DIALECTS.glob("*.expected")):
            text, left = strict_text(expected)
            if left or expected.stem in BEYOND_SDPOKER or b"jxsv" in text:
                continue
            with self.subTest(dialect=expected.stem), tempfile.NamedTemporaryFile(suffix=".sdp") as file:
                file.write(text)
                file.flush()
                self.assertEqual(complaints(file.name, *STRICT), [], text.decode())
                judged += 1
        self.assertGreater(judged, 15)

    def test_we_find_fault_wherever_sdpoker_does(self):
        for path in sorted(DIALECTS.glob("*.sdp")):
            if path.stem in BEYOND_SDPOKER or b"jxsv" in path.read_bytes() or not complaints(path, *STRICT):
                continue
            with self.subTest(dialect=path.stem):
                self.assertTrue(json.loads(causeway_sdp(path, "--json").stdout)["warnings"])


class Published(unittest.TestCase):
    def test_examples_of_is05_are_read(self):
        examples = list(published_sdps())
        if not examples:
            self.skipTest(f"no IS-05 examples in {SCHEMAS}; CAUSEWAY_SCHEMAS names the folder")
        for name, text in examples:
            with self.subTest(example=name):
                result = causeway_sdp("-", "--json", text=text.encode())
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual(json.loads(result.stdout)["media"][0]["essence"], "ST 2110-20 video")


class Command(unittest.TestCase):
    def test_it_says_in_words_what_a_file_describes(self):
        result = causeway_sdp(DIALECTS / "interlaced_in_other_words.sdp")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(b"ST 2110-20 video", result.stdout)
        self.assertIn(b"line 16, a=fmtp: interlace has a value", result.stdout)

    def test_it_reads_standard_input(self):
        result = causeway_sdp("-", "--json", text=(DIALECTS / "jpeg_xs.sdp").read_bytes())
        self.assertEqual(json.loads(result.stdout)["media"][0]["bandwidth_kbps"], 116000)

    def test_it_ends_with_one_and_a_reason(self):
        result = causeway_sdp("-", text=b"v=0\r\nm=video\r\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"line 2, m=: is not understood", result.stderr)
        self.assertEqual(causeway_sdp().returncode, 2)

    def test_it_takes_what_is_no_sdp(self):
        for what, text in {"is empty": b"", "too long for an SDP": b"a" * 10_485_760, "is no line of an SDP": bytes(range(256)) * 12,
                           "no m= line": b"v=0\r\n"}.items():
            with self.subTest(what), tempfile.NamedTemporaryFile(suffix=".sdp") as file:
                file.write(text)
                file.flush()
                self.refused(file.name, what)
        self.refused("/no/such.sdp", "No such file")
        self.refused("/", "Is a directory")
        self.refused("/dev/zero", "too long for an SDP")
        self.refused(BINARY, "too long for an SDP")

    def refused(self, path, what):
        """Exit code 1, nothing on standard output, one plain line that names file and reason."""
        result = causeway_sdp(path)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, b"")
        line = result.stderr.decode("ascii")
        self.assertEqual(line.count("\n"), 1, line)
        self.assertTrue(line.startswith(f"{path}: "), line)
        self.assertIn(what, line)

    def test_every_warning_names_line_clause_and_remedy(self):
        for path in sorted(DIALECTS.glob("*.sdp")):
            lines = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines()
            for warning in json.loads(causeway_sdp(path, "--json").stdout)["warnings"]:
                with self.subTest(dialect=path.stem, warning=warning["what"]):
                    self.assertLessEqual(warning["line"], len(lines))
                    self.assertRegex(warning["clause"], r"^(RFC \d+|ST 2110-\d+|AES67) [\d.]+$")
                    self.assertTrue(warning["what"] and warning["remedy"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
