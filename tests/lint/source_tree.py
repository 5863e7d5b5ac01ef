"""The files of the project and what is found wrong in them; shared by every check in this folder."""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

CODE_ROOTS = ("gateway", "ptp", "sdp", "nmos", "config")
TEST_ROOTS = ("tests", "benchmarks")
CPP_SUFFIXES = (".h", ".cpp")
SCRIPT_SUFFIXES = (".py", ".sh", ".cmake", ".js", ".mjs", ".ts", ".css", ".html")
SKIPPED_FOLDERS = {"build", "node_modules", ".git", "__pycache__", ".cache", "dist"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
_COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.S)


class Tree:
    """Every file below `root` that belongs to the project; reads each at most once."""

    def __init__(self, root):
        self.root = Path(root)
        self._texts = {}
        self.paths = sorted(self._tracked() or self._walk())

    def _tracked(self):
        command = ["git", "-C", str(self.root), "ls-files", "--cached", "--others", "--exclude-standard"]
        if not (self.root / ".git").exists():
            return []
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        return [p for p in result.stdout.splitlines() if (self.root / p).is_file()]

    def _walk(self):
        for folder, subfolders, files in os.walk(self.root):
            subfolders[:] = [s for s in subfolders if s not in SKIPPED_FOLDERS]
            for name in files:
                yield (Path(folder) / name).relative_to(self.root).as_posix()

    def text(self, path):
        if path not in self._texts:
            self._texts[path] = (self.root / path).read_text(encoding="utf-8", errors="replace")
        return self._texts[path]

    def lines(self, path):
        return self.text(path).splitlines()

    def is_binary(self, path):
        return "\0" in self.text(path)[:8192]

    def cpp(self, roots=CODE_ROOTS):
        return [p for p in self.paths if p.endswith(CPP_SUFFIXES) and p.split("/")[0] in roots]

    def includes(self, path):
        """(line number, quote character, header) of every #include."""
        for number, line in enumerate(self.lines(path), 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2)

    def code_lines(self, path):
        """(line number, code, original line) with comments and literals blanked out."""
        blank = lambda m: re.sub(r"[^\n]", " ", m.group(0))
        code = _COMMENT_OR_STRING.sub(blank, self.text(path)).splitlines()
        for number, (stripped, original) in enumerate(zip(code, self.lines(path)), 1):
            yield number, stripped, original


def run(check, description):
    """Command line of one check: prints `path:line: what is wrong`, exit code 1 when anything is."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    tree = Tree(parser.parse_args().root)
    findings = list(check(tree))
    for finding in findings:
        print(finding)
    print(f"{Path(sys.argv[0]).name}: {len(findings)} findings in {len(tree.paths)} files")
    return 1 if findings else 0
