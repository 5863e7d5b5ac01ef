"""Work left open in the code carries the number of its issue: `TODO(#12): ...`."""
import re
import sys

import source_tree

# Written so that this file does not find itself.
MARK = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
ISSUE = re.compile(r"#\d+")
SUFFIXES = source_tree.CPP_SUFFIXES + source_tree.SCRIPT_SUFFIXES + ("Makefile", "CMakeLists.txt", ".service")


def check(tree):
    for path in tree.paths:
        if not path.endswith(SUFFIXES):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            if MARK.search(line) and not ISSUE.search(line):
                yield f"{path}:{number}: left open without an issue number: {line.strip()[:80]}"


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
