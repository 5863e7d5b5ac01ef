#!/usr/bin/env bash
# Installs everything that building, running and testing Causeway needs, from Debian 12 alone, in one run and without prompts.
# Usage: deploy/install-deps.sh [build|test]   (default: test, which includes build)
# Root (or sudo) is needed only while something is missing; with everything in place it returns at once.
set -euo pipefail

build_packages=(
  build-essential ca-certificates ccache cmake git ninja-build pkg-config python3
  dpdk libdpdk-dev libpcap-dev
  libavcodec-dev libavfilter-dev libavformat-dev libavutil-dev libswresample-dev libswscale-dev
  libsrt-gnutls-dev libboost1.81-dev nlohmann-json3-dev libvalijson-dev prometheus-cpp-dev
  libspdlog-dev libfmt-dev libcli11-dev libsystemd-dev
  libavahi-client-dev
)
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev
  clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev
  ffmpeg gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  iproute2 procps ethtool chromium srt-tools linuxptp
  avahi-daemon avahi-utils dbus wrk jq
)

case "${1:-test}" in
  build) wanted=("${build_packages[@]}") ;;
  test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
  *) echo "usage: deploy/install-deps.sh [build|test]" >&2; exit 2 ;;
esac

# A node that is already there (nodesource, nvm, ...) is left alone: apt's nodejs would fight with it.
if [ "${1:-test}" = test ]; then
  command -v node >/dev/null 2>&1 || wanted+=(nodejs)
  command -v npm >/dev/null 2>&1 || wanted+=(npm)
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "install-deps: these Debian packages are missing and installing them needs root: ${missing[*]}" >&2
    echo "install-deps: run as root: apt-get install ${missing[*]}" >&2
    exit 3
  fi
  as_root=(sudo)
fi
echo "install-deps: installing ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
