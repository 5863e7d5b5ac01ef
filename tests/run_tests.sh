#!/usr/bin/env bash
# Runs ctest on a built folder and ends with ctest's own summary; a test that skips without being expected to is a failure.
# usage: tests/run_tests.sh BUILD_FOLDER [ctest arguments]
set -uo pipefail
build=$1
shift
here=$(dirname "$0")
results=$build/test-results.xml
output=$build/test-output.txt

ctest --test-dir "$build" --output-on-failure --no-tests=error -j "${JOBS:-$(nproc)}" \
  --test-output-size-passed 65536 --output-junit "$(realpath "$build")/test-results.xml" "$@" 2>&1 | tee "$output"
status=${PIPESTATUS[0]}

if ! python3 "$here/check_skips.py" "$results"; then
  [ "$status" -ne 0 ] || status=1
  echo "(the summary once more)"
  sed -n '/tests passed,/,$p' "$output"
fi
exit "$status"
