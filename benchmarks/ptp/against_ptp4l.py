#!/usr/bin/env python3
"""Our PTP client beside a free-running ptp4l slave, both behind one ptp4l grandmaster with software stamps. Needs root, ip, ptp4l.

All hosts share one system clock, so our media clock's true error is measured against it, and what the ptp4l slave reports is its
measurement noise. The last line is `ratio <ours/ptp4l>` of the rms values.

usage: against_ptp4l.py [--seconds 120] [--load] [--device net_af_packet|net_af_xdp] [--probe build/release/tests/bin/clock_probe]
"""

import argparse
import json
import math
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/system"))
from harness.ptp_lab import PtpLab  # noqa: E402

SETTLE_SECONDS = 30


def config_for(device):
    config = {"instance": "ptpbench", "clock": {"source": "ptp", "ptp": {"ports": [{"interface": "eth0"}]}}}
    if device:
        config["clock"]["ptp"]["ports"] = [{"network": "red"}]
        config["networks"] = {"red": {"device": f"{device}0,iface=eth0", "address": "192.168.90.2/24"}}
    return config


def encoders():
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=50", "-c:v", "libx264", "-preset",
               "medium", "-f", "null", "-"]
    return [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(2)]


def rms(values):
    return math.sqrt(sum(v * v for v in values) / len(values)) if values else math.nan


def peak(values):
    return max(map(abs, values), default=math.nan)


def measure(arguments):
    """(seconds to lock, our true errors, ptp4l's reported offsets), the latter two of the same span, in ns."""
    with PtpLab(("gm", "ours", "theirs")) as lab:
        lab.grandmaster()
        time.sleep(3)
        lab.ptp4l("theirs", slaveOnly=1, free_running=1, freq_est_interval=0)
        load = encoders() if arguments.load else []
        try:
            lab.file("config.json").write_text(json.dumps(config_for(arguments.device)))
            probe = lab.start("ours", str(arguments.probe), str(lab.file("config.json")), str(SETTLE_SECONDS + arguments.seconds),
                              stdout=subprocess.PIPE)
            lines, theirs = [], []
            log = open(lab.file("theirs.log"))
            for line in probe.stdout:
                lines.append(line.split())
                settled = not line.startswith("#") and float(lines[-1][0]) >= SETTLE_SECONDS
                found = re.findall(r"master offset\s+(-?\d+)", log.read())
                theirs += [int(value) for value in found] if settled else []
        finally:
            for process in load:
                process.kill()
    samples = [line for line in lines if line[0] != "#"]
    locked = next((float(line[0]) for line in samples if line[1] == "locked"), math.inf)
    ours = [int(line[2]) for line in samples if float(line[0]) >= SETTLE_SECONDS]
    return locked, ours, theirs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--load", action="store_true", help="both cores busy with encoders")
    parser.add_argument("--device", help="over DPDK: net_af_packet or net_af_xdp")
    parser.add_argument("--probe", type=pathlib.Path, default=ROOT / "build/release/tests/bin/clock_probe")
    arguments = parser.parse_args()
    locked, ours, theirs = measure(arguments)
    print(f"locked after {locked:.1f} s")
    print(f"ours    n {len(ours):5}  rms {rms(ours):8.0f} ns  peak {peak(ours):8.0f} ns  mean {sum(ours) / max(1, len(ours)):+8.0f} ns (true error)")
    print(f"ptp4l   n {len(theirs):5}  rms {rms(theirs):8.0f} ns  peak {peak(theirs):8.0f} ns  (reported by its free-running slave)")
    print(f"peaks   {peak(ours) / peak(theirs):.2f}")
    print(f"ratio {rms(ours) / rms(theirs):.2f}")


if __name__ == "__main__":
    main()
