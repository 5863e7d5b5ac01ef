"""A header opens with what it is, is included once, and declares in the namespace of its module."""
import re
import sys

import source_tree
from module_table import module_of


def namespace_of(module):
    names = module.split("/")
    if module == "gateway/core":
        return "cw"
    return "cw::" + (names[1] if names[0] == "gateway" else names[0])


def check_header(path, tree):
    lines = tree.lines(path)
    if not lines or not lines[0].startswith("//"):
        yield f"{path}:1: a header opens with a comment: what it is, where in the flow it sits, which clause it implements"
    if "#pragma once" not in lines:
        yield f"{path}:1: no #pragma once"
    module = module_of(path)
    wanted = namespace_of(module) if module else "cw"
    declared = re.findall(r"^\s*(?:inline\s+)?namespace\s+([\w:]+)", tree.text(path), re.M)
    if declared and not any(name == wanted or name.startswith(wanted + "::") for name in declared):
        yield f"{path}:1: declares in namespace {declared[0]}, its module is {wanted}"


def check(tree):
    for path in tree.cpp(source_tree.CODE_ROOTS + source_tree.TEST_ROOTS):
        if path.endswith(".h"):
            yield from check_header(path, tree)


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
