"""Runs tests that mostly wait, and share nothing, at the same time."""

import concurrent.futures
import sys
import time
import unittest


def _tests_of(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _tests_of(each)
        else:
            yield each


def _run(test):
    result = unittest.TestResult()
    begin = time.monotonic()
    test.run(result)
    faults = result.errors + result.failures
    word = "FAIL" if faults else f"skipped: {result.skipped[0][1]}" if result.skipped else "ok"
    print(f"{test.id()} ... {word} ({time.monotonic() - begin:.1f} s)", flush=True)
    for _, trace in faults:
        print(trace, flush=True)
    return len(faults), len(result.skipped)


def main(workers):
    """In place of unittest.main(): all tests of the module that was started, or those named on the command line."""
    loader = unittest.defaultTestLoader
    module = sys.modules["__main__"]
    suite = loader.loadTestsFromNames(sys.argv[1:], module) if sys.argv[1:] else loader.loadTestsFromModule(module)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(_run, _tests_of(suite)))
    failed, skipped = (sum(numbers) for numbers in zip(*results))
    # The words of unittest, which run_system_test.sh looks for.
    print(f"FAILED (failures={failed})" if failed else f"OK (skipped={skipped})" if skipped else "OK")
    sys.exit(1 if failed else 0)
