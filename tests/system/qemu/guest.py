"""A QEMU guest (software CPU, intel-iommu) that runs our binaries on an emulated PCI NIC bound to vfio-pci; outside, a namespace with a tap."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import uuid

PACKAGES = ("qemu-system-x86", "busybox-static", "cpio")
TOOLS = ("qemu-system-x86_64", "busybox", "cpio")
MODULES = ("virtio_ring", "virtio", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci", "virtio_blk", "irqbypass",
           "vfio", "vfio_virqfd", "vfio_iommu_type1", "vfio-pci-core", "vfio-pci")
TAP = "tapv0"
QEMU = ("qemu-system-x86_64",)
QEMU_PACKAGES = ("qemu-system-x86", "qemu-system-common", "qemu-system-data", "seabios")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def cache_folder():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "causeway-qemu"


def skip_without(tools, packages):
    if os.geteuid() != 0:
        skip("needs root")
    if not all(shutil.which(tool) for tool in tools):
        skip(f"needs the packages {' '.join(packages)}; apt-get install them")


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


def backports_options(directory):
    """apt options of a private package list: this machine's own bookworm source, and bookworm-backports from the same place."""
    listing = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages", capture_output=True, text=True).stdout
    mirror = next((line.split()[0] for line in listing.splitlines() if line.endswith(" bookworm")), None)
    if mirror is None:
        skip("igb needs QEMU 8 or newer, and this machine has no Debian bookworm source to take it from")
    for folder in ("lists/partial", "archives/partial"):
        (directory / folder).mkdir(parents=True)
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (directory / "list.sources").write_text(f"Types: deb\nURIs: {mirror}\nSuites: bookworm bookworm-backports\nComponents: main\nSigned-By: {keyring}\n")
    settings = (f"Dir::Etc::sourcelist={directory}/list.sources", "Dir::Etc::sourceparts=-", f"Dir::State::lists={directory}/lists",
                f"Dir::Cache={directory}", f"Dir::Cache::archives={directory}/archives", "APT::Sandbox::User=root")
    return [word for setting in settings for word in ("-o", setting)]


def unpack_backports_qemu(root):
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        options = backports_options(directory)
        try:
            run("apt-get", *options, "update", "-qq", stdout=subprocess.DEVNULL)
            run("apt-get", *options, "download", "-qq", *(f"{package}/bookworm-backports" for package in QEMU_PACKAGES), cwd=directory)
        except subprocess.CalledProcessError as error:
            skip(f"QEMU from bookworm-backports cannot be downloaded ({error})")
        unpacked = root.with_name(f"{root.name}.{uuid.uuid4().hex[:6]}")
        for package in directory.glob("*.deb"):
            run("dpkg-deb", "-x", package, unpacked)
        unpacked.rename(root)


def newer_qemu(cache):
    """The QEMU of bookworm-backports as the start of a command, unpacked in `cache`; the installed one lends it its libraries."""
    root = cache / "qemu-backports"
    if not root.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unpack_backports_qemu(root)
    binary = root / "usr/bin/qemu-system-x86_64"
    if "not found" in run("ldd", binary, capture_output=True, text=True).stdout:
        skip(f"{binary} lacks libraries; apt-get install qemu-system-x86")
    return ("env", f"QEMU_MODULE_DIR={root}/usr/lib/x86_64-linux-gnu/qemu", binary, "-L", root / "usr/share/seabios", "-L", root / "usr/share/qemu")


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


def install_libraries(root, binaries):
    """Links stay links: a library under two names must not be loaded twice."""
    for folder in ("lib", "lib64"):
        (root / folder).symlink_to(f"usr/{folder}")
    for library in libraries(*binaries):
        real = library.resolve()
        name = library.parent.resolve() / library.name
        for path in {real, name}:
            (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
        if not (root / real.relative_to("/")).exists():
            shutil.copy(real, root / real.relative_to("/"))
        link = root / name.relative_to("/")
        if not link.exists() and not link.is_symlink():
            link.symlink_to(real)


def init_script(bdf, steps):
    """Brings the guest up with the NIC at `bdf` bound to vfio-pci, then `steps`, whose output goes to the second serial port."""
    return textwrap.dedent(f"""\
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        mkdir -p /proc /sys /dev
        mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
        mkdir -p /dev/hugepages /tmp /run /var/run; mount -t hugetlbfs hugetlbfs /dev/hugepages; mount -t tmpfs tmpfs /tmp
        exec >/dev/ttyS1 2>&1
        ip link set lo up
        for module in {" ".join(MODULES)}; do insmod /modules/$module.ko || echo "no module $module"; done
        echo vfio-pci >/sys/bus/pci/devices/{bdf}/driver_override
        [ -e /sys/bus/pci/devices/{bdf}/driver ] && echo {bdf} >/sys/bus/pci/devices/{bdf}/driver/unbind
        echo {bdf} >/sys/bus/pci/drivers_probe
        echo "driver: $(basename $(readlink /sys/bus/pci/devices/{bdf}/driver))"
        """) + textwrap.dedent(steps) + "\npoweroff -f\n"


def build_initrd(directory, modules_folder, binaries, init, files):
    """`files` are {name: text} in the guest's root, beside the binaries."""
    root = directory / "root"
    (root / "bin").mkdir(parents=True)
    (root / "modules").mkdir()
    shutil.copy("/bin/busybox", root / "bin/busybox")
    for name in MODULES:
        found = [path for path in modules_folder.rglob("*.ko") if path.stem.replace("-", "_") == name.replace("-", "_")]
        if found:
            shutil.copy(found[0], root / "modules" / f"{name}.ko")
    for binary in binaries:
        shutil.copy(binary, root / binary.name)
    install_libraries(root, binaries)
    for name, text in files.items():
        (root / name).write_text(text)
    (root / "init").write_text(init)
    (root / "init").chmod(0o755)
    initrd = directory / "initrd"
    with open(initrd, "wb") as out:
        listing = run("find", ".", cwd=root, capture_output=True).stdout
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=listing, stdout=out, cwd=root, check=True)
    return initrd


class Namespace:
    """A namespace with a tap device: the network that the guest's NIC is plugged into."""

    def __init__(self, address):
        self.address = address

    def __enter__(self):
        self.name = f"cwq-{uuid.uuid4().hex[:6]}"
        run("ip", "netns", "add", self.name)
        for command in (("tuntap", "add", "dev", TAP, "mode", "tap"), ("address", "add", self.address, "dev", TAP),
                        ("link", "set", TAP, "up"), ("link", "set", "lo", "up"), ("route", "add", "224.0.0.0/4", "dev", TAP)):
            run("ip", "netns", "exec", self.name, "ip", *command)
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "delete", self.name])

    def start(self, *command, **options):
        return subprocess.Popen(["ip", "netns", "exec", self.name, *map(str, command)], stdin=subprocess.DEVNULL, **options)


def boot(namespace, directory, image, devices, qemu=QEMU, seconds=240, kernel_options=""):
    """Runs the guest to its end; `image` is (vmlinuz, initrd), `devices` QEMU's options for NIC and disks. Returns what its steps wrote;
    the kernel's words are in `directory`/console.log."""
    vmlinuz, initrd = image
    result = directory / "result.log"
    append = "console=ttyS0 panic=-1 quiet net.ifnames=0 tsc=reliable no_timer_check intel_iommu=on hugepages=256 rdinit=/init " + kernel_options
    guest = namespace.start(
        "timeout", "-k", "5", seconds, *qemu, "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "3072", "-smp", "2",
        "-machine", "q35,kernel-irqchip=split", "-nographic", "-nodefaults", "-no-reboot", "-monitor", "none",
        "-serial", f"file:{directory / 'console.log'}", "-serial", f"file:{result}", "-kernel", vmlinuz, "-initrd", initrd, "-append", append,
        "-device", "intel-iommu,intremap=on", "-netdev", f"tap,id=t0,ifname={TAP},script=no,downscript=no", *devices)
    guest.wait()
    return result.read_text(errors="replace")
