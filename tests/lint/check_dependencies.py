"""Reads every #include of our modules and holds it against the design's table of who may include whom.

A third-party header is private to the module that owns it, so a header that brings one in, directly or through others,
must not be included by a module that may not use that library itself.
"""
import re
import sys

import source_tree
from module_table import ALL, MAY_INCLUDE, SYSTEM_HEADERS, THIRD_PARTY, is_below, module_of

OUR_ROOTS = source_tree.CODE_ROOTS + source_tree.TEST_ROOTS


def library_of(header):
    for library, (pattern, _) in THIRD_PARTY.items():
        if re.fullmatch(pattern, header):
            return library
    return None


def may_use(path, library):
    return module_of(path) == "gateway/app" or is_below(path, THIRD_PARTY[library][1])


def is_system(header):
    return any(re.fullmatch(pattern, header) for pattern in SYSTEM_HEADERS)


def check_own(path, number, header, tree):
    """One include of ours: allowed by the table and written from the root of the repository?"""
    if header.split("/")[0] not in OUR_ROOTS or (tree.root / header).exists() is False:
        yield f'{path}:{number}: "{header}" is no path from the root of the repository'
        return
    module, target = module_of(path), module_of(header)
    if target is None:
        yield f"{path}:{number}: {header} belongs to no module that product code may include"
    elif target != module and MAY_INCLUDE[module] != ALL and target not in MAY_INCLUDE[module]:
        allowed = ", ".join(MAY_INCLUDE[module]) or "nothing"
        yield f"{path}:{number}: {module} must not include {header} (it may include {allowed})"


def check_foreign(path, number, header):
    library = library_of(header)
    if library and not may_use(path, library):
        owners = ", ".join(THIRD_PARTY[library][1] + ("gateway/app",))
        yield f"{path}:{number}: <{header}> of {library} is private to {owners}"
    elif not library and not is_system(header):
        yield f"{path}:{number}: <{header}> is unknown; new libraries are added to module_table.py on purpose"


def libraries_behind(header, tree, seen):
    """Third-party libraries that come in with one of our headers."""
    if header in seen or not (tree.root / header).exists():
        return set()
    seen.add(header)
    found = set()
    for _, quote, name in tree.includes(header):
        library = library_of(name)
        if library:
            found.add(library)
        elif quote == '"':
            found |= libraries_behind(name, tree, seen)
    return found


def check_file(path, tree):
    for number, quote, header in tree.includes(path):
        if quote == "<" or library_of(header):
            yield from check_foreign(path, number, header)
            continue
        yield from check_own(path, number, header, tree)
        if module_of(header) != module_of(path):
            for library in sorted(libraries_behind(header, tree, set())):
                if not may_use(path, library):
                    yield f"{path}:{number}: {header} brings in {library}, which must stay private to its module"


def check(tree):
    for path in tree.cpp():
        if module_of(path) is None:
            yield f"{path}:1: the folder is not in module_table.py"
        else:
            yield from check_file(path, tree)


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
