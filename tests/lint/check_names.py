"""Names say what a thing does: some words never do. (Case and suffixes of identifiers: clang-tidy.)"""
import re
import sys
from pathlib import PurePosixPath

import source_tree

BANNED_WORDS = {"util", "utils", "utility", "utilities", "helper", "helpers", "manager", "managers", "common", "misc"}
DECLARATION = re.compile(r"\b(?:class|struct|union|enum(?:\s+(?:class|struct))?|namespace|concept)\s+([A-Za-z_][\w:]*)")
SNAKE_CASE = re.compile(r"(__[a-z]+__|[a-z][a-z0-9_]*)\.(h|cpp|py)")


def words_of(name):
    """The words in SomeName, some_name, some-name and HTTPName, in lower case."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)(?=[A-Z][a-z])", r"\1\3 \2", name)
    return {word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word}


def check_path(path):
    for part in PurePosixPath(path).parts:
        for word in sorted(words_of(part) & BANNED_WORDS):
            yield f"{path}:1: '{word}' says nothing about what {part} does"
    name = PurePosixPath(path).name
    if name.endswith((".h", ".cpp", ".py")) and not SNAKE_CASE.fullmatch(name):
        yield f"{path}:1: file names are snake_case"


def check_declarations(path, tree):
    for number, code, _ in tree.code_lines(path):
        for match in DECLARATION.finditer(code):
            for word in sorted(words_of(match.group(1)) & BANNED_WORDS):
                yield f"{path}:{number}: '{word}' says nothing about what {match.group(1)} does"


def check(tree):
    for path in tree.paths:
        yield from check_path(path)
    for path in tree.cpp(source_tree.CODE_ROOTS + source_tree.TEST_ROOTS):
        yield from check_declarations(path, tree)


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
