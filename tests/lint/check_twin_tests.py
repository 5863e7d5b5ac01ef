"""Names every source without a test of its own. A reminder only: never fails."""
import sys

import source_tree


def check(tree):
    known = set(tree.paths)
    for path in tree.cpp():
        if not path.endswith(".cpp") or path.endswith("/main.cpp"):
            continue
        twin = f"tests/unit/{path[:-len('.cpp')]}_test.cpp"
        if twin not in known:
            yield f"{path}:1: no {twin}"


if __name__ == "__main__":
    source_tree.run(check, __doc__)
    sys.exit(0)
