"""Files stop at 400 lines, the README of a module at 40. (Functions and parameters: clang-tidy.)"""
import sys

import source_tree

MAX_LINES = 400
MAX_README_LINES = 40
COUNTED = source_tree.CPP_SUFFIXES + source_tree.SCRIPT_SUFFIXES + (".txt", "Makefile")


def limit_of(path):
    if path.endswith("/README.md"):
        return MAX_README_LINES
    return MAX_LINES if path.endswith(COUNTED) else None


def check(tree):
    for path in tree.paths:
        limit = limit_of(path)
        if limit is None:
            continue
        count = len(tree.lines(path))
        if count > limit:
            yield f"{path}:{limit}: {count} lines, the limit is {limit}; split it by meaning"


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
