#!/usr/bin/env python3
"""The PTP client on a PCI NIC with a hardware clock: a QEMU guest binds an emulated 82576 (igb) to vfio-pci, the daemon in it follows a
ptp4l outside by PTP over Ethernet, with the NIC's stamps.

Functional only: a software CPU says nothing about accuracy. Needs root and PACKAGES; igb needs QEMU 8 or newer, which is unpacked from
bookworm-backports into the user's cache folder. Takes about two minutes."""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from guest import (PACKAGES, TAP, TOOLS, Namespace, boot, build_initrd, cache_folder, init_script, kernel, newer_qemu, run,  # noqa: E402
                   skip_without)
from harness.daemon import BINARY  # noqa: E402
from harness.ptp_lab import PTP4L_DEFAULTS  # noqa: E402

NIC_BDF = "0000:01:00.0"  # behind the root port, which igb needs as a PCI Express device
NIC = ("-device", "pcie-root-port,id=rp1,chassis=1,addr=4", "-device", "igb,netdev=t0,bus=rp1,romfile=")
OWN, PEER = "192.168.77.1", "192.168.77.2"
GUEST_SECONDS = 170
KERNEL_OPTIONS = "iomem=relaxed"  # lets free_stamps map the registers of a device that vfio-pci holds
STATUSES, LOCKED_STATUSES = 50, 6
MARK = "clock status: "

# The status goes out every other second as one line; the guest ends some time after the lock.
STEPS = f"""\
    /causeway run --config /config.json & daemon=$!
    locked=0; freeing=
    for i in $(seq {STATUSES}); do
      sleep 2; kill -0 $daemon || break
      wget -q -O /tmp/status http://127.0.0.1:8080/api/v1/clock 2>/dev/null || continue
      echo "{MARK}$(tr -d '\\n' </tmp/status)"
      [ $freeing ] || {{ /free_stamps /sys/bus/pci/devices/{NIC_BDF}/resource0 & freeing=$!; }}
      grep -q '"state": *"locked"' /tmp/status && locked=$((locked + 1))
      [ $locked -ge {LOCKED_STATUSES} ] && break
    done
    kill $freeing
    kill -TERM $daemon; wait $daemon; echo "daemon ended: $?"
    """


def guest_config():
    return {
        "instance": "guest", "engine": {"polling": "adaptive", "memory_mib": 256, "hugepages": "auto"}, "state_directory": "/tmp/state",
        "clock": {"source": "ptp", "ptp": {"ports": [{"network": "red", "transport": "ethernet"}]}},
        "networks": {"red": {"device": NIC_BDF, "address": f"{OWN}/24"}},
    }


def start_grandmaster(namespace, directory):
    settings = PTP4L_DEFAULTS | {"network_transport": "L2", "priority1": 10, "masterOnly": 1, "logSyncInterval": -2, "uds_address": directory / "ptp4l.sock"}
    config = directory / "ptp4l.cfg"
    config.write_text("[global]\n" + "".join(f"{key} {value}\n" for key, value in settings.items()))
    return namespace.start("ptp4l", "-i", TAP, "-m", "-f", config, stdout=open(directory / "ptp4l.log", "w"), stderr=subprocess.STDOUT)


def identity_of(namespace):
    """Of a ptp4l on the tap: its MAC with FF-FE in the middle."""
    link = json.loads(run("ip", "netns", "exec", namespace.name, "ip", "-j", "link", "show", TAP, capture_output=True, text=True).stdout)
    octets = link[0]["address"].upper().split(":")
    return "-".join(octets[:3] + ["FF", "FE"] + octets[3:])


def statuses(log):
    return [json.loads(line[len(MARK):]) for line in log.splitlines() if line.startswith(MARK)]


def summary(status):
    port = status["ports"][0]
    return {"servo": status.get("servo"), "port": {key: port[key] for key in ("state", "timestamps")}, "software_stamps": port.get("software_stamps"),
            "received": {key: count for key, count in port["received"].items() if count}, "sent": {key: count for key, count in port["sent"].items() if count},
            "faults": {key: count for key, count in port["faults"].items() if count}}


def counts_since(first, last):
    """Sync messages and stamps by software after the first status: until then those came that had waited in the tap, one stamp for all."""
    (before, after) = (status["ports"][0] for status in (first, last))
    return after["received"]["sync"] - before["received"]["sync"], after["software_stamps"]["received"] - before["software_stamps"]["received"]


def check(log, grandmaster):
    assert "driver: vfio-pci" in log, "the NIC was not bound to vfio-pci"
    seen = statuses(log)
    assert seen, "the daemon told no clock status"
    last = seen[-1]
    print(json.dumps(summary(last), indent=1))
    port = last["ports"][0]
    assert port["timestamps"] == "device hardware", port["timestamps"]
    syncs, software = counts_since(seen[0], last)
    assert syncs >= 30, f"only {syncs} Sync messages came in"
    assert software * 4 <= syncs, f"{software} of {syncs} Sync messages have no stamp of the NIC"
    assert last["grandmaster"]["identity"] == grandmaster, (last["grandmaster"], grandmaster)
    assert last["servo"]["state"] == "locked", last["servo"]
    assert "daemon ended: 0" in log
    return f"stamps by software: {software} of {syncs} arrivals, {port['software_stamps']['sent']} of {port['sent']['delay_req']} departures"


def main():
    skip_without((*TOOLS, "ptp4l", "g++"), (*PACKAGES, "linuxptp", "g++"))
    cache = cache_folder()
    qemu = newer_qemu(cache)
    vmlinuz, modules = kernel(cache)
    with tempfile.TemporaryDirectory() as name, Namespace(f"{PEER}/24") as namespace:
        directory = pathlib.Path(name)
        free_stamps = directory / "free_stamps"
        run("g++", "-std=c++20", "-O1", pathlib.Path(__file__).with_name("free_stamps.cpp"), "-o", free_stamps)
        initrd = build_initrd(directory, modules, (BINARY, free_stamps), init_script(NIC_BDF, STEPS), {"config.json": json.dumps(guest_config())})
        begin = time.monotonic()
        master = start_grandmaster(namespace, directory)
        try:
            log = boot(namespace, directory, (vmlinuz, initrd), NIC, qemu, GUEST_SECONDS, KERNEL_OPTIONS)
            grandmaster = identity_of(namespace)
        finally:
            master.terminate()
            master.wait()
        try:
            stamps = check(log, grandmaster)
        except (AssertionError, KeyError, TypeError):
            print(log, (directory / "ptp4l.log").read_text(), (directory / "console.log").read_text(errors="replace")[-4000:], sep="\n----\n")
            raise
        print(f"igb: locked to {grandmaster} with the stamps of the NIC ({stamps}), {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
