"""Several hosts on one switch, for PTP, with ptp4l as peer."""

import subprocess

from harness.host_lab import HostLab

PTP4L_DEFAULTS = {
    "domainNumber": 127, "logAnnounceInterval": -2, "logSyncInterval": -3, "logMinDelayReqInterval": -3,
    "announceReceiptTimeout": 3, "time_stamping": "software", "network_transport": "UDPv4", "delay_mechanism": "E2E",
    "summary_interval": -3, "verbose": 1, "use_syslog": 0,
}


class PtpLab(HostLab):
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
