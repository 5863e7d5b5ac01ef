#!/usr/bin/env bash
# Runs one fuzz target for FUZZ_SECONDS (default 15), starting from its kept inputs and what earlier runs found.
# usage: tests/fuzz/run.sh NAME [SOURCE]      kept inputs of x_fuzz.cpp are in x_corpus/; 77: not built
set -euo pipefail
name=$1
kept=${2:+${2%_fuzz.cpp}_corpus}
cd "$(dirname "$0")/../.."
build=${CAUSEWAY_FUZZ_BUILD:-build/fuzz}
binary=$build/fuzz/fuzz_$name
if [ ! -x "$binary" ]; then
  echo "fuzz target $name is not built: cmake --preset fuzz && cmake --build --preset fuzz" >&2
  exit 77
fi
found=$build/corpus/$name
mkdir -p "$found" "$build/crashes"
folders=("$found")
[ -n "$kept" ] && [ -d "$kept" ] && folders+=("$kept")
# libFuzzer reports a crash with exit code 77 unless told otherwise, which ctest would take for a skip.
exec setarch --addr-no-randomize "$binary" -error_exitcode=1 -max_total_time="${FUZZ_SECONDS:-15}" -timeout=10 -rss_limit_mb=2048 \
  -print_final_stats=1 -verbosity=1 -artifact_prefix="$build/crashes/$name-" "${folders[@]}"
