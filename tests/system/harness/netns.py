"""Network namespaces joined by veth pairs: other hosts, on this machine."""

import ctypes
import os
import socket
import subprocess
import threading
import uuid

CLONE_NEWNET = 0x40000000


def run(*command, check=True, **options):
    return subprocess.run(command, check=check, capture_output=True, text=True, **options)


def socket_in(namespace, family, kind):
    """A socket of this process in that namespace (None: ours), where it stays whoever uses it."""
    if namespace is None:
        return socket.socket(family, kind)
    made = []

    def make():
        # A thread that moves stays there, so this one ends here.
        with open(f"/run/netns/{namespace}") as handle:
            if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        made.append(socket.socket(family, kind))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


class VethPair:
    """`inner` in a namespace of its own (the peer's), `outer` in ours (the gateway's). With-statement cleans up."""

    def __init__(self, inner_address="192.168.77.2/24", mtu=1500):
        tag = uuid.uuid4().hex[:6]
        self.namespace = f"cw-{tag}"
        self.outer = f"cwo{tag}"
        self.inner = f"cwi{tag}"
        self.inner_address = inner_address
        self.mtu = mtu

    def __enter__(self):
        run("ip", "netns", "add", self.namespace)
        run("ip", "link", "add", self.outer, "type", "veth", "peer", "name", self.inner)
        run("ip", "link", "set", self.inner, "netns", self.namespace)
        run("ip", "link", "set", self.outer, "up", "mtu", str(self.mtu))
        for command in (
            ("ip", "link", "set", "lo", "up"),
            ("ip", "link", "set", self.inner, "up", "mtu", str(self.mtu)),
            ("ip", "address", "add", self.inner_address, "dev", self.inner),
            ("ip", "route", "add", "224.0.0.0/4", "dev", self.inner),
        ):
            self.execute(*command)
        # Our side is the gateway's alone: the kernel must not answer for it.
        run("sysctl", "-q", "-w", f"net.ipv6.conf.{self.outer}.disable_ipv6=1", check=False)
        return self

    def __exit__(self, *_):
        run("ip", "link", "delete", self.outer, check=False)
        run("ip", "netns", "delete", self.namespace, check=False)

    def execute(self, *command, check=True):
        return run("ip", "netns", "exec", self.namespace, *command, check=check)

    def start(self, *command, **options):
        return subprocess.Popen(["ip", "netns", "exec", self.namespace, *command], stdin=subprocess.DEVNULL, **options)


def can_make_namespaces():
    return os.geteuid() == 0 and run("ip", "netns", "list", check=False).returncode == 0
