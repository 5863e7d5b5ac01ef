#!/usr/bin/env python3
"""Fails when ctest skipped a test that tests/expected_skips.txt does not allow to skip on this machine.

usage: check_skips.py RESULTS.xml (of ctest --output-junit) [LIST]
A line of the list: `what  when condition  # reason`. What: a shell pattern of the test's name, or `says TEXT` for a text in
its output. The skip is allowed only while the condition holds here, so that a test which could run cannot hide.
"""
import fnmatch
import os
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path


def skipped_tests(results):
    """(name, output) of every test that did not run."""
    root = xml.etree.ElementTree.parse(results).getroot()
    return [(case.get("name"), case.findtext("system-out") or "") for case in root.iter("testcase")
            if case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None]


def shared_folder_absent(name):
    default = Path(__file__).resolve().parents[1] / "../shared" / name
    return lambda: not Path(os.environ.get(f"CAUSEWAY_{name.upper()}", default)).is_dir()


def refused(*command):
    return lambda: subprocess.run(command, capture_output=True, check=False).returncode != 0


def cpu_lacks(flag):
    return lambda: flag not in Path("/proc/cpuinfo").read_text().split()


CONDITIONS = {
    "captures-absent": shared_folder_absent("captures"),
    "schemas-absent": shared_folder_absent("schemas"),
    "npm-packages-absent": lambda: not (Path(__file__).parent / "system/players/node_modules/.installed-lock.json").exists(),
    "not-root": lambda: os.geteuid() != 0,
    "namespaces-refused": refused("unshare", "--net", "true"),
    "mounts-refused": refused("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"),
    "cpu-lacks-avx2": cpu_lacks("avx2"),
    "cpu-lacks-avx512": cpu_lacks("avx512vbmi"),
    "no-kvm": lambda: not os.access("/dev/kvm", os.R_OK | os.W_OK),
}


def rules_that_hold(text):
    """What may skip, of the lines whose condition holds here."""
    rules = []
    for number, line in enumerate(text.splitlines(), 1):
        rule, _, reason = (part.strip() for part in line.partition("#"))
        if not rule:
            continue
        what, _, condition = (part.strip() for part in rule.rpartition(" when "))
        if not what or not reason or condition not in CONDITIONS:
            known = ", ".join(CONDITIONS)
            raise SystemExit(f"expected_skips.txt:{number}: wanted `what when condition # reason`, with one of {known}")
        if CONDITIONS[condition]():
            rules.append(what)
    return rules


def allows(rule, name, output):
    if rule.startswith("says "):
        return rule.removeprefix("says ").strip() in output
    return fnmatch.fnmatchcase(name, rule)


def unexpected(skipped, rules):
    return [name for name, output in skipped if not any(allows(rule, name, output) for rule in rules)]


def main():
    listed = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parent / "expected_skips.txt"
    names = unexpected(skipped_tests(sys.argv[1]), rules_that_hold(listed.read_text()))
    for name in names:
        print(f"check_skips: {name} was skipped and is not in {listed.name}: it must run here")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
