#!/usr/bin/env python3
"""Fails when clang-format would change a file; --fix changes it."""
import argparse
import subprocess
import sys
from pathlib import Path

import source_tree

CLANG_FORMAT = "clang-format-19"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    parser.add_argument("--fix", action="store_true")
    arguments = parser.parse_args()
    tree = source_tree.Tree(arguments.root)
    files = tree.cpp(source_tree.CODE_ROOTS + source_tree.TEST_ROOTS)
    mode = ["-i"] if arguments.fix else ["--dry-run", "-Werror", "--ferror-limit=1"]
    result = subprocess.run([CLANG_FORMAT, *mode, *files], cwd=tree.root, check=False) if files else None
    print(f"run_clang_format: {len(files)} files")
    return result.returncode if result else 0


if __name__ == "__main__":
    sys.exit(main())
