#!/usr/bin/env python3
"""clang-tidy's driver reports a bad example, remembers verdicts, and reads again only what changed."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAD_NAME = "int LoudName();\nint LoudName() { return 1; }\n"
TOO_COMPLEX = ("int f(int a) {\n" + "".join(f"  if (a > {i}) {{ if (a < {i + 9}) ++a; }}\n" for i in range(9)) +
               "  return a;\n}\n")
TOO_LONG = "int f(int a) {\n" + "  ++a;\n" * 61 + "  return a;\n}\n"
TOO_MANY_PARAMETERS = "int f(int a, int b, int c, int d, int e, int g) { return a + b + c + d + e + g; }\n"


@unittest.skipUnless(shutil.which("clang-tidy-19"), "clang-tidy-19 is not installed")
class ClangTidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "sdp").mkdir()
        shutil.copy(HERE.parents[1] / ".clang-tidy", self.root)
        source = self.root / "sdp/a.cpp"
        # The launcher and a flag of g++ alone, as the build writes them.
        command = f"env A=1 ccache /usr/bin/g++ -I{self.root} -O3 -fno-var-tracking -std=c++23 -o a.o -c {source}"
        entry = {"directory": str(self.root), "file": str(source), "command": command}
        (self.root / "compile_commands.json").write_text(json.dumps([entry]))

    def lint(self, text):
        (self.root / "sdp/a.cpp").write_text(text)
        command = [sys.executable, HERE / "run_clang_tidy.py", "--root", self.root, "--build", self.root]
        environment = dict(os.environ, XDG_CACHE_HOME=str(self.root / "cache"))
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def assert_reported(self, text, check):
        result = self.lint(text)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("sdp/a.cpp:", result.stdout)
        self.assertIn(check, result.stdout)

    def test_reports_what_the_style_forbids(self):
        self.assert_reported(BAD_NAME, "readability-identifier-naming")
        self.assert_reported(TOO_COMPLEX, "readability-function-cognitive-complexity")
        self.assert_reported(TOO_LONG, "readability-function-size")
        self.assert_reported(TOO_MANY_PARAMETERS, "readability-function-size")

    def test_reports_code_that_does_not_parse(self):
        self.assert_reported("int f( {\n", "error")

    def test_reads_a_file_again_only_when_it_or_a_header_changed(self):
        (self.root / "sdp/a.h").write_text("int quiet_name();\n")
        text = '#include "sdp/a.h"\nint quiet_name() { return 1; }\n'
        self.assertIn("0 findings in 1 files, 1 of them read anew", self.lint(text).stdout)
        self.assertIn("0 findings in 1 files, 0 of them read anew", self.lint(text).stdout)
        (self.root / "sdp/a.h").write_text("int quiet_name();\nint LoudName();\n")
        self.assertIn("1 findings in 1 files, 1 of them read anew", self.lint(text).stdout)
        self.assertIn("1 findings in 1 files, 0 of them read anew", self.lint(text).stdout)


class BrokenClangTidy(unittest.TestCase):
    def test_is_reported_but_never_remembered(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "sdp").mkdir()
            (root / ".clang-tidy").write_text("Checks: '-*'\n")
            (root / "sdp/a.cpp").write_text("int a;\n")
            entry = {"file": str(root / "sdp/a.cpp"), "command": f"g++ -c {root}/sdp/a.cpp"}
            (root / "compile_commands.json").write_text(json.dumps([entry]))
            broken = root / "clang-tidy-19"
            broken.write_text("#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho out of memory >&2\nexit 137\n")
            broken.chmod(0o755)
            command = [sys.executable, HERE / "run_clang_tidy.py", "--root", root, "--build", root]
            environment = dict(os.environ, XDG_CACHE_HOME=str(root / "cache"), PATH=f"{root}:{os.environ['PATH']}")
            for _ in range(2):
                result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn("out of memory", result.stdout)
                self.assertIn("1 of them read anew", result.stdout)


if __name__ == "__main__":
    unittest.main()
