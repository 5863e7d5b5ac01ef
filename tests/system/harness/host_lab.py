"""Several hosts on one switch: namespaces joined by veth pairs and a Linux bridge."""

import pathlib
import signal
import subprocess
import tempfile
import uuid

from harness.netns import run


class HostLab:
    """Every host has one interface, eth0, 192.168.90.1 upwards in the order of `hosts`. With-statement cleans up."""

    def __init__(self, hosts):
        self.tag = uuid.uuid4().hex[:6]
        self.switch = f"cw-{self.tag}-sw"
        self.hosts = {host: f"cw-{self.tag}-{host}" for host in hosts}
        self.addresses = {host: f"192.168.90.{number}" for number, host in enumerate(hosts, 1)}
        self.directory = tempfile.TemporaryDirectory(prefix="causeway-lab-")
        self.processes = []

    def __enter__(self):
        run("ip", "netns", "add", self.switch)
        self.on_switch("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        self.on_switch("ip", "link", "set", "br0", "up")
        for host, namespace in self.hosts.items():
            run("ip", "netns", "add", namespace)
            self.on_switch("ip", "link", "add", host, "type", "veth", "peer", "name", "eth0", "netns", namespace)
            self.on_switch("ip", "link", "set", host, "master", "br0", "up")
            self.on(host, "ip", "link", "set", "lo", "up")
            self.on(host, "sysctl", "-q", "-w", "net.ipv6.conf.eth0.disable_ipv6=1")
            self.on(host, "ip", "address", "add", f"{self.addresses[host]}/24", "dev", "eth0")
            self.on(host, "ip", "link", "set", "eth0", "up")
            self.on(host, "ip", "route", "add", "224.0.0.0/4", "dev", "eth0")
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            self.end(process)
        for namespace in (*self.hosts.values(), self.switch):
            run("ip", "netns", "delete", namespace, check=False)
        self.directory.cleanup()

    def on_switch(self, *command):
        return run("ip", "netns", "exec", self.switch, *command)

    def on(self, host, *command, check=True, **options):
        return run("ip", "netns", "exec", self.hosts[host], *command, check=check, **options)

    def start(self, host, *command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(["ip", "netns", "exec", self.hosts[host], *command], text=True, **options)
        self.processes.append(process)
        return process

    def plug(self, host, connected):
        """Pulls the cable at the switch, or puts it back."""
        self.on_switch("ip", "link", "set", host, "up" if connected else "down")

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()

    def file(self, name):
        return pathlib.Path(self.directory.name) / name
