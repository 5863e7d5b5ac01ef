#!/usr/bin/env python3
"""Fails when ctest skipped a test that tests/expected_skips.txt does not name.

usage: check_skips.py RESULTS.xml (of ctest --output-junit) [LIST]
A line of the list: `pattern  when condition  # reason`. The pattern is a shell pattern of the test's name; the test may
skip only while the condition holds on this machine, so that a test which could run here cannot hide.
"""
import fnmatch
import os
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path


def skipped_tests(results):
    root = xml.etree.ElementTree.parse(results).getroot()
    return [case.get("name") for case in root.iter("testcase")
            if case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None]


def captures_absent():
    default = Path(__file__).resolve().parents[1] / "../shared/captures"
    return not Path(os.environ.get("CAUSEWAY_CAPTURES", default)).is_dir()


def namespaces_refused():
    command = ["unshare", "--net", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


CONDITIONS = {
    "captures-absent": captures_absent,
    "not-root": lambda: os.geteuid() != 0,
    "namespaces-refused": namespaces_refused,
    "no-kvm": lambda: not os.access("/dev/kvm", os.R_OK | os.W_OK),
}


def allowed_patterns(text):
    """Patterns whose condition holds here."""
    patterns = []
    for number, line in enumerate(text.splitlines(), 1):
        rule, _, reason = (part.strip() for part in line.partition("#"))
        if not rule:
            continue
        pattern, _, condition = (part.strip() for part in rule.partition(" when "))
        if not reason or condition not in CONDITIONS:
            known = ", ".join(CONDITIONS)
            raise SystemExit(f"expected_skips.txt:{number}: wanted `pattern when condition # reason`, with one of {known}")
        if CONDITIONS[condition]():
            patterns.append(pattern)
    return patterns


def unexpected(skipped, patterns):
    return [name for name in skipped if not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)]


def main():
    listed = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parent / "expected_skips.txt"
    names = unexpected(skipped_tests(sys.argv[1]), allowed_patterns(listed.read_text()))
    for name in names:
        print(f"check_skips: {name} was skipped and is not in {listed.name}: it must run here")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
