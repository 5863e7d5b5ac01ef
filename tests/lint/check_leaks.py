"""Nothing in the project names the machine it was written on: no absolute work paths, no host name, no home folder."""
import re
import socket
import sys

import source_tree

# Put together from pieces so that this file does not find itself.
FOLDERS = ("wo" + "rk", "fa" + "rm", "tmp/" + "bash_jobs", "home/" + r"\w+", "ro" + "ot/" + r"\w+")
PATHS = re.compile(r"(?<![\w.$}/-])/(" + "|".join(FOLDERS) + r")(/|\b)")
GENERATED = ("package-lock.json",)


def host_pattern():
    """The name of this machine, when it is special enough not to be a word of the text."""
    name = socket.gethostname().split(".")[0]
    special = len(name) >= 6 and re.search(r"\d|-", name)
    return re.compile(r"(?<!\w)" + re.escape(name) + r"(?!\w)") if special else None


def check(tree):
    host = host_pattern()
    for path in tree.paths:
        if tree.is_binary(path) or path.split("/")[-1] in GENERATED or "_corpus/" in path:
            continue
        for number, line in enumerate(tree.lines(path), 1):
            if PATHS.search(line):
                yield f"{path}:{number}: a path of one machine: {line.strip()[:80]}"
            if host and host.search(line):
                yield f"{path}:{number}: the name of one machine: {line.strip()[:80]}"


if __name__ == "__main__":
    sys.exit(source_tree.run(check, __doc__))
