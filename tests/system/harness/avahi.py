"""A host's D-Bus and avahi-daemon, the real ones, in a network namespace of the lab."""

import os
import shutil
import subprocess
import time

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""
AVAHI_CONFIG = """[server]
host-name={host}
use-ipv4=yes
use-ipv6=no
allow-interfaces=eth0
enable-dbus=yes
[publish]
publish-hinfo=no
publish-workstation=no
"""


def is_installed():
    return all(shutil.which(tool) for tool in ("dbus-daemon", "avahi-daemon", "avahi-browse", "avahi-publish"))


class AvahiHost:
    """`host` of the lab with a D-Bus of its own and, once start_daemon() is called, an avahi-daemon. The lab ends both."""

    def __init__(self, lab, host, daemon=True):
        self.lab, self.host = lab, host
        self.bus_socket = lab.file(f"{host}-bus")
        self.environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.bus_socket}")
        config = lab.file(f"{host}-bus.conf")
        config.write_text(BUS_CONFIG.format(socket=self.bus_socket))
        with open(lab.file(f"{host}-bus.log"), "w") as log:
            lab.start(host, "dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", stdout=log, stderr=subprocess.STDOUT)
        self.wait_for(self.bus_socket.exists, "a D-Bus")
        self.daemon = None
        if daemon:
            self.start_daemon()

    def start_daemon(self):
        config = self.lab.file(f"{self.host}-avahi.conf")
        config.write_text(AVAHI_CONFIG.format(host=f"{self.lab.tag}-{self.host}"))
        # The folder of its pid file cannot be configured; `ip netns exec` has made a mount namespace that is ours alone.
        os.makedirs("/run/avahi-daemon", exist_ok=True)
        script = f"mount -t tmpfs tmpfs /run/avahi-daemon && exec avahi-daemon --file={config} --no-drop-root --no-chroot --no-rlimits"
        with open(self.lab.file(f"{self.host}-avahi.log"), "a") as log:
            self.daemon = self.lab.start(self.host, "sh", "-c", script, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
        self.wait_for(lambda: self.on("avahi-browse", "-atp", check=False).returncode == 0, "avahi-daemon")

    def stop_daemon(self):
        self.lab.end(self.daemon)

    @staticmethod
    def wait_for(condition, what, limit=15):
        end = time.monotonic() + limit
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"no {what} within {limit} s")
            time.sleep(0.05)

    def on(self, *command, check=True):
        return self.lab.on(self.host, *command, check=check, env=self.environment)

    def publish(self, name, service_type, port, host=None, **txt):
        """Advertises a service until end() of what it returns; `host`: an address that is not this host's own."""
        where = []
        if host:
            name_of_host = f"at-{host.replace('.', '-')}.local"
            self.lab.start(self.host, "avahi-publish", "-a", "-R", name_of_host, host, env=self.environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            where = ["-H", name_of_host]
        records = [f"{key}={value}" for key, value in txt.items()]
        return self.lab.start(self.host, "avahi-publish", "-s", *where, name, service_type, str(port), *records, env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def publish_registry(self, registry, priority=0, **txt):
        txt = {"api_proto": "http", "api_ver": "v1.2,v1.3", "api_auth": "false", "pri": priority} | txt
        return self.publish(f"registry-{registry.port}-{priority}", "_nmos-register._tcp", registry.port, **txt)

    def browse(self, service_type):
        """{instance: {"port": 80, "address": "...", "txt": {...}}} of what this host sees."""
        found = {}
        for line in self.on("avahi-browse", "-rtpk", service_type, check=False).stdout.splitlines():
            fields = line.split(";", 9)
            if fields[0] != "=":
                continue
            entries = [entry.strip('"').partition("=") for entry in fields[9].split('" "')] if fields[9] else []
            found[fields[3]] = {"address": fields[7], "port": int(fields[8]), "txt": {key: value for key, _, value in entries}}
        return found
