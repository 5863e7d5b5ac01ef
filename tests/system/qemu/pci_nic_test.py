#!/usr/bin/env python3
"""The engine on an emulated PCI NIC: a QEMU guest (software CPU, intel-iommu) binds it to vfio-pci, a GStreamer sender outside feeds it.

Usage: pci_nic_test.py [e1000e|virtio-net-pci|vmxnet3]. Needs root and the packages in guest.PACKAGES; takes about two minutes."""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from guest import (PACKAGES, TOOLS, Namespace, boot, build_initrd, cache_folder, init_script, kernel, run, skip_without)  # noqa: E402
from harness.daemon import BINARY  # noqa: E402

PROBE = BINARY.parents[1] / "tests/bin/frame_probe"
NIC_BDF = "0000:00:04.0"
GROUP, OWN, PEER = "239.77.0.1", "192.168.77.1", "192.168.77.2"
WIDTH, HEIGHT, RATE, FRAMES = 320, 180, 10, 12  # rows this wide: GStreamer puts at most two SRDs in a packet, ST 2110-20 allows three
FRAME_OCTETS = WIDTH * HEIGHT * 4
GUEST_SECONDS = 240

STEPS = f"""\
    /causeway run --config /config.json & daemon=$!
    for i in $(seq 90); do sleep 1; kill -0 $daemon || break; wget -q -O /tmp/status 2>/dev/null http://127.0.0.1:8080/api/v1/status && grep -q '"frames_complete": [1-9][0-9]' /tmp/status && break; done
    echo "daemon status:"; cat /tmp/status; echo
    kill -TERM $daemon; wait $daemon; echo "daemon ended: $?"
    /frame_probe receive /config.json cam {FRAMES} /tmp/got.yuv; echo "probe ended: $?"
    dd if=/tmp/got.yuv of=/dev/vda bs=64k 2>/dev/null; sync
    """


def guest_config():
    return {
        "instance": "guest", "clock": {"source": "system"}, "engine": {"polling": "adaptive", "memory_mib": 256, "hugepages": "auto"},
        "state_directory": "/tmp/state",
        "networks": {"red": {"device": NIC_BDF, "address": f"{OWN}/24"}},
        "receivers": [{"id": "cam", "essence": "video", "video": {"width": WIDTH, "height": HEIGHT, "rate": str(RATE)}, "payload_type": 96,
                       "link_offset_ms": 200, "legs": {"red": {"group": GROUP, "port": 5004}}}],
    }


def nic_options(model):
    options = f"{model},netdev=t0,addr=4"
    return options + (",disable-legacy=on,iommu_platform=on" if model.startswith("virtio") else ",romfile=" if model == "e1000e" else "")


def start_sender(namespace, dump):
    pipeline = (f"videotestsrc is-live=true pattern=ball ! video/x-raw,format=UYVP,width={WIDTH},height={HEIGHT},framerate={RATE}/1 ! tee name=t "
                f"t. ! queue ! rtpvrawpay mtu=1460 pt=96 ! udpsink host={GROUP} port=5004 auto-multicast=true "
                f"t. ! queue ! filesink location={dump}")
    return namespace.start("gst-launch-1.0", "-q", *pipeline.split())


def run_guest(namespace, directory, model, image):
    disk = directory / "disk.raw"
    disk.write_bytes(bytes(FRAME_OCTETS * FRAMES))
    devices = ("-device", nic_options(model), "-drive", f"file={disk},format=raw,if=none,id=d0", "-device", "virtio-blk-pci,drive=d0,addr=0x10")
    return boot(namespace, directory, image, devices, seconds=GUEST_SECONDS), disk.read_bytes()


def planar(sent, directory):
    """The sender's own pictures as the probe writes them."""
    out = directory / "sent.yuv"
    pipeline = (f"filesrc location={sent} ! rawvideoparse format=uyvp width={WIDTH} height={HEIGHT} framerate={RATE}/1 ! "
                f"videoconvert dither=none chroma-mode=none ! video/x-raw,format=I422_10LE ! filesink location={out}")
    run("gst-launch-1.0", "-q", *pipeline.split(), stdout=subprocess.DEVNULL)
    return out.read_bytes()


def hashes(data):
    return [hashlib.sha256(data[at:at + FRAME_OCTETS]).hexdigest() for at in range(0, len(data) - FRAME_OCTETS + 1, FRAME_OCTETS)]


def check(log, sent, got):
    print(log)
    assert "driver: vfio-pci" in log, "the NIC was not bound to vfio-pci"
    assert re.search(r'"frames_complete": [1-9]', log), "the daemon received no complete frame"
    assert "daemon ended: 0" in log and "probe ended: 0" in log
    source, received = hashes(sent), hashes(got)
    assert len(received) == FRAMES and set(received) <= set(source), "the pictures differ from those sent"
    places = [source.index(picture) for picture in received]
    assert places == sorted(set(places)), "the pictures came in another order than they were sent"


def main():
    model = sys.argv[1] if len(sys.argv) > 1 else "e1000e"
    skip_without((*TOOLS, "gst-launch-1.0"), PACKAGES)
    vmlinuz, modules = kernel(cache_folder())
    with tempfile.TemporaryDirectory() as name, Namespace(f"{PEER}/24") as namespace:
        directory = pathlib.Path(name)
        files = {"config.json": json.dumps(guest_config())}
        initrd = build_initrd(directory, modules, (BINARY, PROBE), init_script(NIC_BDF, STEPS), files)
        begin = time.monotonic()
        sender = start_sender(namespace, directory / "sent.raw")
        try:
            log, got = run_guest(namespace, directory, model, (vmlinuz, initrd))
        finally:
            sender.kill()
            sender.wait()
        if "probe ended" not in log:
            print((directory / "console.log").read_text(errors="replace")[-4000:])
        check(log, planar(directory / "sent.raw", directory), got)
        print(f"{model}: {FRAMES} frames received bit-exactly through vfio-pci, {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
