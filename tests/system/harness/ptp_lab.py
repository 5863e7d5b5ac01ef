"""Several hosts on one switch, for PTP: namespaces joined by veth pairs and a Linux bridge, with ptp4l as peer."""

import pathlib
import signal
import subprocess
import tempfile
import uuid

from harness.netns import run

PTP4L_DEFAULTS = {
    "domainNumber": 127, "logAnnounceInterval": -2, "logSyncInterval": -3, "logMinDelayReqInterval": -3,
    "announceReceiptTimeout": 3, "time_stamping": "software", "network_transport": "UDPv4", "delay_mechanism": "E2E",
    "summary_interval": -3, "verbose": 1, "use_syslog": 0,
}


class PtpLab:
    """Every host has one interface, eth0, 192.168.90.1 upwards in the order of `hosts`. With-statement cleans up."""

    def __init__(self, hosts):
        self.tag = uuid.uuid4().hex[:6]
        self.switch = f"cw-{self.tag}-sw"
        self.hosts = {host: f"cw-{self.tag}-{host}" for host in hosts}
        self.directory = tempfile.TemporaryDirectory(prefix="causeway-ptp-")
        self.processes = []

    def __enter__(self):
        run("ip", "netns", "add", self.switch)
        self.on_switch("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        self.on_switch("ip", "link", "set", "br0", "up")
        for number, (host, namespace) in enumerate(self.hosts.items(), 1):
            run("ip", "netns", "add", namespace)
            self.on_switch("ip", "link", "add", host, "type", "veth", "peer", "name", "eth0", "netns", namespace)
            self.on_switch("ip", "link", "set", host, "master", "br0", "up")
            self.on(host, "ip", "link", "set", "lo", "up")
            self.on(host, "sysctl", "-q", "-w", "net.ipv6.conf.eth0.disable_ipv6=1")
            self.on(host, "ip", "address", "add", f"192.168.90.{number}/24", "dev", "eth0")
            self.on(host, "ip", "link", "set", "eth0", "up")
            self.on(host, "ip", "route", "add", "224.0.0.0/4", "dev", "eth0")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            self.end(process)
        for namespace in (*self.hosts.values(), self.switch):
            run("ip", "netns", "delete", namespace, check=False)
        self.directory.cleanup()

    def on_switch(self, *command):
        return run("ip", "netns", "exec", self.switch, *command)

    def on(self, host, *command, check=True):
        return run("ip", "netns", "exec", self.hosts[host], *command, check=check)

    def start(self, host, *command, **options):
        process = subprocess.Popen(["ip", "netns", "exec", self.hosts[host], *command], stdin=subprocess.DEVNULL, text=True, **options)
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

    def ptp4l(self, host, name=None, **settings):
        """Starts ptp4l; its log is file(<name>.log). Settings are those of its config file."""
        name = name or host
        settings = PTP4L_DEFAULTS | {"uds_address": self.file(f"{name}.sock")} | settings
        config = self.file(f"{name}.cfg")
        config.write_text("[global]\n" + "".join(f"{key} {value}\n" for key, value in settings.items()))
        with open(self.file(f"{name}.log"), "w") as log:
            return self.start(host, "ptp4l", "-i", "eth0", "-m", "-f", str(config), stdout=log, stderr=subprocess.STDOUT)

    def grandmaster(self, host="gm", **settings):
        return self.ptp4l(host, **({"priority1": 10, "masterOnly": 1} | settings))
