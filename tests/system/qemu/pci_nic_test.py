#!/usr/bin/env python3
"""The engine on an emulated PCI NIC: a QEMU guest (software CPU, intel-iommu) binds it to vfio-pci, a GStreamer sender outside feeds it.

Usage: pci_nic_test.py [e1000e|virtio-net-pci|vmxnet3]. Needs root and the packages in PACKAGES; takes about two minutes."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from harness.daemon import BINARY  # noqa: E402

PROBE = BINARY.parents[1] / "tests/bin/frame_probe"
PACKAGES = ("qemu-system-x86", "busybox-static", "cpio")
MODULES = ("virtio_ring", "virtio", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci", "virtio_blk", "irqbypass",
           "vfio", "vfio_virqfd", "vfio_iommu_type1", "vfio-pci-core", "vfio-pci")
NIC_BDF = "0000:00:04.0"
GROUP, OWN, PEER = "239.77.0.1", "192.168.77.1", "192.168.77.2"
WIDTH, HEIGHT, RATE, FRAMES = 320, 180, 10, 12  # rows this wide: GStreamer puts at most two SRDs in a packet, ST 2110-20 allows three
FRAME_OCTETS = WIDTH * HEIGHT * 4
GUEST_SECONDS = 240


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def kernel(cache):
    """Debian's standard kernel, unpacked: (vmlinuz, modules folder)."""
    if not list(cache.glob("boot/vmlinuz-*")):
        cache.mkdir(parents=True, exist_ok=True)
        name = re.search(r"Depends: (linux-image-\S+)", run("apt-cache", "depends", "linux-image-amd64", capture_output=True, text=True).stdout)
        with tempfile.TemporaryDirectory() as directory:
            os.chmod(directory, 0o755)
            run("apt-get", "download", "-q", name.group(1), cwd=directory)
            run("dpkg-deb", "-x", next(pathlib.Path(directory).glob("*.deb")), cache)
    return next(cache.glob("boot/vmlinuz-*")), next(cache.glob("lib/modules/*"))


def libraries(*binaries):
    """Every shared library that the binaries and DPDK's drivers need."""
    drivers = sorted(pathlib.Path("/usr/lib/x86_64-linux-gnu/dpdk").glob("pmds-*/*.so*"))
    wanted = re.compile(r"e1000|virtio|vmxnet3|mempool_ring|bus_pci|bus_vdev")
    drivers = [driver for driver in drivers if wanted.search(driver.name)]
    found = set(drivers)
    for binary in (*binaries, *drivers):
        for path in re.findall(r"(/\S+) \(0x", run("ldd", binary, capture_output=True, text=True).stdout):
            found.add(pathlib.Path(path))
    return sorted(found)


def init_script(config, modules):
    return textwrap.dedent(f"""\
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        mkdir -p /proc /sys /dev
        mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
        mkdir -p /dev/hugepages /tmp /run /var/run; mount -t hugetlbfs hugetlbfs /dev/hugepages; mount -t tmpfs tmpfs /tmp
        exec >/dev/ttyS1 2>&1
        ip link set lo up
        for module in {modules}; do insmod /modules/$module.ko || echo "no module $module"; done
        echo vfio-pci >/sys/bus/pci/devices/{NIC_BDF}/driver_override
        [ -e /sys/bus/pci/devices/{NIC_BDF}/driver ] && echo {NIC_BDF} >/sys/bus/pci/devices/{NIC_BDF}/driver/unbind
        echo {NIC_BDF} >/sys/bus/pci/drivers_probe
        echo "driver: $(basename $(readlink /sys/bus/pci/devices/{NIC_BDF}/driver))"
        /causeway run --config /config.json & daemon=$!
        for i in $(seq 90); do sleep 1; kill -0 $daemon || break; wget -q -O /tmp/status 2>/dev/null http://127.0.0.1:8080/api/v1/status && grep -q '"frames_complete": [1-9][0-9]' /tmp/status && break; done
        echo "daemon status:"; cat /tmp/status; echo
        kill -TERM $daemon; wait $daemon; echo "daemon ended: $?"
        /frame_probe receive /config.json cam {FRAMES} /tmp/got.yuv; echo "probe ended: $?"
        dd if=/tmp/got.yuv of=/dev/vda bs=64k 2>/dev/null; sync
        poweroff -f
        """)


def install_libraries(root):
    """Links stay links: a library under two names must not be loaded twice."""
    for folder in ("lib", "lib64"):
        (root / folder).symlink_to(f"usr/{folder}")
    for library in libraries(BINARY, PROBE):
        real = library.resolve()
        name = library.parent.resolve() / library.name
        for path in {real, name}:
            (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
        if not (root / real.relative_to("/")).exists():
            shutil.copy(real, root / real.relative_to("/"))
        link = root / name.relative_to("/")
        if not link.exists() and not link.is_symlink():
            link.symlink_to(real)


def build_initrd(directory, config, modules_folder):
    root = directory / "root"
    (root / "bin").mkdir(parents=True)
    (root / "modules").mkdir()
    shutil.copy("/bin/busybox", root / "bin/busybox")
    for name in MODULES:
        found = [path for path in modules_folder.rglob("*.ko") if path.stem.replace("-", "_") == name.replace("-", "_")]
        if found:
            shutil.copy(found[0], root / "modules" / f"{name}.ko")
    for binary in (BINARY, PROBE):
        shutil.copy(binary, root / binary.name)
    install_libraries(root)
    (root / "config.json").write_text(json.dumps(config))
    (root / "init").write_text(init_script(config, " ".join(MODULES)))
    (root / "init").chmod(0o755)
    initrd = directory / "initrd"
    with open(initrd, "wb") as out:
        listing = run("find", ".", cwd=root, capture_output=True).stdout
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=listing, stdout=out, cwd=root, check=True)
    return initrd


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


class Namespace:
    """A namespace with a tap device: the network that the guest's NIC is plugged into."""

    def __enter__(self):
        self.name = f"cwq-{uuid.uuid4().hex[:6]}"
        run("ip", "netns", "add", self.name)
        for command in (("tuntap", "add", "dev", "tapv0", "mode", "tap"), ("address", "add", f"{PEER}/24", "dev", "tapv0"),
                        ("link", "set", "tapv0", "up"), ("link", "set", "lo", "up"), ("route", "add", "224.0.0.0/4", "dev", "tapv0")):
            run("ip", "netns", "exec", self.name, "ip", *command)
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "delete", self.name])

    def start(self, *command, **options):
        return subprocess.Popen(["ip", "netns", "exec", self.name, *map(str, command)], stdin=subprocess.DEVNULL, **options)


def start_sender(namespace, dump):
    pipeline = (f"videotestsrc is-live=true pattern=ball ! video/x-raw,format=UYVP,width={WIDTH},height={HEIGHT},framerate={RATE}/1 ! tee name=t "
                f"t. ! queue ! rtpvrawpay mtu=1460 pt=96 ! udpsink host={GROUP} port=5004 auto-multicast=true "
                f"t. ! queue ! filesink location={dump}")
    return namespace.start("gst-launch-1.0", "-q", *pipeline.split())


def run_guest(namespace, directory, model, vmlinuz, initrd):
    result, disk = directory / "result.log", directory / "disk.raw"
    disk.write_bytes(bytes(FRAME_OCTETS * FRAMES))
    append = "console=ttyS0 panic=-1 quiet net.ifnames=0 tsc=reliable intel_iommu=on hugepages=256 rdinit=/init"
    guest = namespace.start(
        "timeout", "-k", "5", GUEST_SECONDS, "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "3072", "-smp", "2",
        "-machine", "q35,kernel-irqchip=split", "-nographic", "-nodefaults", "-no-reboot", "-monitor", "none",
        "-serial", f"file:{directory / 'console.log'}", "-serial", f"file:{result}", "-kernel", vmlinuz, "-initrd", initrd, "-append", append,
        "-device", "intel-iommu,intremap=on", "-netdev", "tap,id=t0,ifname=tapv0,script=no,downscript=no", "-device", nic_options(model),
        "-drive", f"file={disk},format=raw,if=none,id=d0", "-device", "virtio-blk-pci,drive=d0,addr=0x10")
    guest.wait()
    return result.read_text(errors="replace"), disk.read_bytes()


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
    if os.geteuid() != 0:
        skip("needs root")
    if not all(shutil.which(tool) for tool in ("qemu-system-x86_64", "busybox", "cpio", "gst-launch-1.0")):
        skip(f"needs the packages {' '.join(PACKAGES)}; apt-get install them")
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "causeway-qemu"
    vmlinuz, modules = kernel(cache)
    with tempfile.TemporaryDirectory() as name, Namespace() as namespace:
        directory = pathlib.Path(name)
        initrd = build_initrd(directory, guest_config(), modules)
        begin = time.monotonic()
        sender = start_sender(namespace, directory / "sent.raw")
        try:
            log, got = run_guest(namespace, directory, model, vmlinuz, initrd)
        finally:
            sender.kill()
            sender.wait()
        if "probe ended" not in log:
            print((directory / "console.log").read_text(errors="replace")[-4000:])
        check(log, planar(directory / "sent.raw", directory), got)
        print(f"{model}: {FRAMES} frames received bit-exactly through vfio-pci, {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
