"""The gateway as a user starts it: a config file, a process, its HTTP surface."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("CAUSEWAY_BINARY", ROOT / "build/release/bin/causeway"))


class Daemon:
    """Runs `causeway run`; with-statement ends it. `config` is a dict (or a path to a file that is used as it is)."""

    def __init__(self, config, web_port=8080, namespace=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="causeway-test-"))
        self.web_port = web_port
        self.namespace = namespace
        self.environment = {}
        if isinstance(config, dict):
            config.setdefault("state_directory", str(self.directory / "state"))
            config.setdefault("web", {"address": "127.0.0.1", "port": web_port})
            self.config_path = self.directory / "config.json"
            self.config_path.write_text(json.dumps(config))
        else:
            self.config_path = pathlib.Path(config)
        self.log_path = self.directory / "log.txt"
        self.process = None

    def start(self):
        command = [str(BINARY), "run", "--config", str(self.config_path)]
        if self.namespace:
            command = ["ip", "netns", "exec", self.namespace, *command]
        environment = dict(os.environ, STATE_DIRECTORY=str(self.directory / "state"), **self.environment)
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=environment)
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def get(self, path, timeout=5):
        """Body of a GET as bytes; in the daemon's namespace, if it has one."""
        url = f"http://127.0.0.1:{self.web_port}{path}"
        if self.namespace:
            command = ["ip", "netns", "exec", self.namespace, "python3", "-c",
                       "import sys,urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1], timeout=5).read())", url]
            return subprocess.run(command, check=True, capture_output=True, timeout=timeout + 5).stdout
        with urllib.request.urlopen(url, timeout=timeout) as response:
            return response.read()

    def status(self):
        return json.loads(self.get("/api/v1/status"))

    def metrics(self):
        """{'name{labels}': value}"""
        lines = self.get("/metrics").decode().splitlines()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line and not line.startswith("#")}

    def wait_until(self, condition, what, timeout=30):
        """Polls `condition()` (errors count as "not yet"); fails with the daemon's log."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"daemon ended with {self.process.returncode} before: {what}\n{self.log()}")
            try:
                result = condition()
                if result:
                    return result
            except (OSError, urllib.error.URLError, subprocess.SubprocessError, KeyError, IndexError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"not within {timeout} s: {what}\n{self.log()}")

    def wait_ready(self, timeout=40):
        return self.wait_until(lambda: self.get("/readyz"), "/readyz answers 200", timeout)

    def stop(self):
        """SIGTERM; returns (exit code, seconds)."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        return code, time.monotonic() - begin


def unit(status, kind, name):
    """The entry of status()[kind] with that id."""
    return next(entry for entry in status[kind] if entry.get("id", entry.get("name")) == name)
