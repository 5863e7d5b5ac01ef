#!/usr/bin/env python3
"""A skip that nobody expected fails the test command."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parents[1] / "check_skips.py"
RESULTS = """<testsuite><testcase name="a.Runs" status="run"/>
<testcase name="b.Skips" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><system-out>no capture x</system-out></testcase></testsuite>"""


class CheckSkips(unittest.TestCase):
    def run_check(self, listed, captures="/nowhere"):
        with tempfile.TemporaryDirectory() as folder:
            results, allowed = Path(folder) / "results.xml", Path(folder) / "list.txt"
            results.write_text(RESULTS)
            allowed.write_text(listed)
            environment = dict(os.environ, CAUSEWAY_CAPTURES=captures)
            return subprocess.run([sys.executable, CHECK, results, allowed], env=environment,
                                  capture_output=True, text=True, check=False)

    def test_reports_a_skip_that_is_not_listed(self):
        result = self.run_check("a.* when captures-absent # elsewhere\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn("b.Skips was skipped", result.stdout)

    def test_accepts_a_listed_skip_while_its_condition_holds(self):
        self.assertEqual(self.run_check("b.S* when captures-absent # reads captures\n").returncode, 0)
        self.assertEqual(self.run_check("b.S* when captures-absent # reads captures\n", captures="/").returncode, 1)

    def test_knows_a_skip_by_what_it_says(self):
        self.assertEqual(self.run_check("says no capture when captures-absent # reads captures\n").returncode, 0)
        self.assertEqual(self.run_check("says needs root when captures-absent # reads captures\n").returncode, 1)

    def test_wants_a_known_condition_and_a_reason(self):
        self.assertNotEqual(self.run_check("b.Skips when captures-absent\n").returncode, 0)
        self.assertNotEqual(self.run_check("b.Skips when tired # late\n").returncode, 0)


if __name__ == "__main__":
    unittest.main()
