#!/usr/bin/env python3
"""Runs clang-tidy over our sources. A file whose text, headers of ours, flags and .clang-tidy are unchanged costs nothing:
verdicts are kept outside the tree, in ${XDG_CACHE_HOME:-~/.cache}/causeway-lint.

usage: run_clang_tidy.py [--build build/release] [--jobs N] [--timings] [FILE...]
"""
import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import source_tree

CLANG_TIDY = "clang-tidy-19"
OUR_ROOTS = source_tree.CODE_ROOTS + source_tree.TEST_ROOTS
# Of no use to clang-tidy, or known to g++ alone.
DROPPED_FLAGS = re.compile(r"-W.*|-O.|-g\d?|-fPIC|-fno-var-tracking.*|-fsanitize.*|-mprefer-vector-width=.*")
# Tests are held to the style alone: the rest triples the time that GoogleTest's headers cost.
TEST_CHECKS = ("--checks=-*,readability-identifier-naming,readability-function-size,"
               "readability-function-cognitive-complexity,bugprone-use-after-move")
# Beside .clang-tidy, which editors read: a new root then leaves the verdicts on all others as they are.
OUR_HEADERS = f"--header-filter=({'|'.join(OUR_ROOTS)})/[a-z0-9_/]*\\.h$"
DIAGNOSTIC = re.compile(r"^(/\S+?):(\d+):(\d+): (error|warning): ")


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/var/tmp"), ".cache")
    folder = Path(base) / "causeway-lint"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def flags_of(entry):
    """Compiler flags of one entry of compile_commands.json without launcher, compiler, output and input."""
    words = shlex.split(entry["command"])
    first = next(i for i, word in enumerate(words) if re.search(r"(g\+\+|clang\+\+|c\+\+)[-\d.]*$", word))
    flags, skip = [], False
    for word in words[first + 1:]:
        if skip or word in ("-c", entry["file"]) or DROPPED_FLAGS.fullmatch(word):
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word != "-MD":
            flags.append(word)
    return flags


class Linter:
    def __init__(self, tree, jobs):
        self.tree = tree
        self.jobs = jobs
        self.cache = cache_folder()
        version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, text=True, check=True).stdout
        self.base = version + TEST_CHECKS + tree.text(".clang-tidy")
        self.digests = {}

    def headers_of(self, path, seen):
        """`path` and every header of ours that it includes, directly or not."""
        if path not in seen and (self.tree.root / path).is_file():
            seen.add(path)
            for _, _, header in self.tree.includes(path):
                if header.split("/")[0] in OUR_ROOTS:
                    self.headers_of(header, seen)
        return seen

    def key(self, path, flags):
        # The checkout's own place is no part of the key: every clone shares the verdicts.
        text = [self.base, " ".join(flags).replace(str(self.tree.root), ".")]
        for header in sorted(self.headers_of(path, set())):
            text += [header, self.tree.text(header)]
        return hashlib.sha256("\0".join(text).encode()).hexdigest()

    def lint(self, job):
        """(path, diagnostics, seconds or None when the verdict was known)."""
        path, flags = job
        known = self.cache / self.key(path, flags)
        if known.exists():
            return path, json.loads(known.read_text()), None
        start = time.monotonic()
        checks = [TEST_CHECKS] if path.split("/")[0] in source_tree.TEST_ROOTS else []
        config = f"--config-file={self.tree.root}/.clang-tidy"
        command = [CLANG_TIDY, "--quiet", config, OUR_HEADERS, *checks, path, "--", *flags, "-w"]
        result = subprocess.run(command, cwd=self.tree.root, capture_output=True, text=True, check=False)
        diagnostics = split_diagnostics(result.stdout, str(self.tree.root))
        if result.returncode != 0 and not diagnostics:  # says nothing about the file: not kept
            return path, [f"{path}: clang-tidy failed: {result.stderr.strip()[-2000:]}"], time.monotonic() - start
        scratch = known.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps(diagnostics))
        scratch.replace(known)
        return path, diagnostics, time.monotonic() - start

    def run(self, jobs):
        with ThreadPoolExecutor(self.jobs) as pool:
            yield from pool.map(self.lint, jobs)


def split_diagnostics(output, root):
    """One text per diagnostic, with paths from the root of the repository."""
    found = []
    for line in output.splitlines():
        if DIAGNOSTIC.match(line):
            found.append([])
        if found:
            found[-1].append(line.replace(root + "/", ""))
    return ["\n".join(lines) for lines in found]


def jobs_of(build, tree, wanted):
    entries = json.loads((Path(build) / "compile_commands.json").read_text())
    jobs = {}
    for entry in entries:
        path = os.path.relpath(entry["file"], tree.root)
        if path.split("/")[0] in OUR_ROOTS and (not wanted or path in wanted):
            jobs.setdefault(path, flags_of(entry))
    return sorted(jobs.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(__file__).resolve().parents[2]
    parser.add_argument("--root", default=root)
    parser.add_argument("--build", default=root / "build/release")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timings", action="store_true", help="print the seconds each file took")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    tree = source_tree.Tree(Path(arguments.root).resolve())
    linter = Linter(tree, arguments.jobs)
    jobs = jobs_of(arguments.build, tree, {os.path.relpath(f, tree.root) for f in arguments.files})
    reported, fresh = set(), 0
    for path, diagnostics, seconds in linter.run(jobs):
        fresh += seconds is not None
        if arguments.timings and seconds is not None:
            print(f"{seconds:6.1f} s  {path}", flush=True)
        for diagnostic in diagnostics:
            if diagnostic not in reported:
                reported.add(diagnostic)
                print(diagnostic, flush=True)
    print(f"run_clang_tidy: {len(reported)} findings in {len(jobs)} files, {fresh} of them read anew")
    return 1 if reported else 0


if __name__ == "__main__":
    sys.exit(main())
