"""The packet path neither locks, allocates, throws, prints nor shares ownership, and knows no floating point.

Code that runs only before start or after stop says so at the line or on the line above: `// lint: start-up, why`.
"""
import re
import sys

import source_tree
from module_table import HOT_PATH, WITHOUT_FLOATS, is_below

BANNED_HEADERS = {
    "mutex": "locks", "shared_mutex": "locks", "condition_variable": "locks", "functional": "std::function",
    "iostream": "printing", "fstream": "files", "sstream": "allocation", "future": "locks", "regex": "allocation",
    "gateway/core/log.h": "logging",
}
BANNED_CODE = (
    (re.compile(r"\bshared_ptr\b|\bmake_shared\b"), "shared ownership"),
    (re.compile(r"\bstd::function\b"), "std::function"),
    (re.compile(r"\bnew\b(?!\s*\()|\bnew\s*\(\s*std::nothrow"), "allocation"),
    (re.compile(r"\b(malloc|calloc|realloc|aligned_alloc|posix_memalign)\s*\("), "allocation"),
    (re.compile(r"\bthrow\b"), "exceptions"),
    (re.compile(r"\b(mutex|lock_guard|unique_lock|scoped_lock)\b"), "locks"),
    (re.compile(r"\bf?printf\s*\(|\bstd::(cout|cerr|clog)\b"), "printing"),
)
FLOATING_POINT = re.compile(r"\b(double|float)\b|\b\d+\.\d*(e[+-]?\d+)?f?\b")
EXCUSE = re.compile(r"//\s*lint:\s*[a-z]")


def faults_of_line(path, code):
    match = source_tree.INCLUDE.match(code)
    if match is None and is_below(path, HOT_PATH):
        for pattern, what in BANNED_CODE:
            if pattern.search(code):
                yield what
    if FLOATING_POINT.search(code):
        yield "floating point"


def check_file(path, tree):
    previous = ""
    for number, code, original in tree.code_lines(path):
        excused = EXCUSE.search(original) or (EXCUSE.search(previous) and previous.lstrip().startswith("//"))
        previous = original
        if not excused:
            for what in faults_of_line(path, code):
                yield f"{path}:{number}: {what} in the packet path: {original.strip()[:80]}"


def check_includes(path, tree):
    lines = tree.lines(path)
    for number, _, header in tree.includes(path):
        if header in BANNED_HEADERS and not EXCUSE.search(lines[number - 1]):
            yield f"{path}:{number}: <{header}> ({BANNED_HEADERS[header]}) in the packet path"


def check(tree):
    for path in tree.cpp():
        if is_below(path, WITHOUT_FLOATS):
            yield from check_file(path, tree)
        if is_below(path, HOT_PATH):
            yield from check_includes(path, tree)


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
