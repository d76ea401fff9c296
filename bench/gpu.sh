#!/usr/bin/env bash
# Everything on the GPU of a machine that has nothing but its driver, in one call, from the folder that bench/gpu-pack.sh
# has assembled: the conformance suite, the metrics alone against matMul, the callback on and off with what it reads back.
#
#   bash gpu.sh [--size full|tiny] [--out FOLDER] [--adapter NAME]
#
# Results go to FOLDER (default: results, beside this file): conformance.md, bench.md in the form of bench/RESULTS.md, and
# machine.txt. VK_DRIVER_FILES names the driver where it is in no standard folder. --size tiny rehearses on a software
# driver. Status: 0, or 1 where something failed; the other parts run nevertheless.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
size=full out="$here/results" adapter=()
while [ $# -gt 0 ]; do
  case "$1" in
    --size) size=$2 ;;
    --out) out=$2 ;;
    --adapter) adapter=(--adapter "$2") ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift 2
done
mkdir -p "$out" || exit 1

unpack() { [ -e "${1%.gz}" ] || gzip -dc "$1" >"${1%.gz}" || exit 1; }
if [ ! -e "$here/node.gz" ]; then
  echo "gpu.sh: runs from the folder that bench/gpu-pack.sh assembles, not from the repository" >&2
  exit 2
fi
unpack "$here/node.gz"
chmod +x "$here/node"
for dawn in "$here"/node_modules/webgpu/dist/*/dawn.node.gz; do unpack "$dawn"; done

# The loader that was carried serves where there is none.
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
# Drivers that are mounted into a container lie beside the folders that the loader looks into.
if [ -z "${VK_DRIVER_FILES:-}" ]; then
  for icd in /usr/share/vulkan/icd.d /etc/vulkan/icd.d; do
    if compgen -G "$icd/*.json" >/dev/null; then found=standard; fi
  done
  if [ -z "${found:-}" ]; then
    for file in /usr/local/*/share/vulkan/icd.d/*.json /opt/*/share/vulkan/icd.d/*.json; do
      if [ -e "$file" ]; then export VK_DRIVER_FILES="${VK_DRIVER_FILES:+$VK_DRIVER_FILES:}$file"; fi
    done
  fi
fi
export TFJS_NC_DATA_DIR="$here/data" HOME="${HOME:-$here}"

{
  date -u
  echo "assembled on: $(cat "$here/setup.txt")"
  uname -srm
  grep -m1 'model name' /proc/cpuinfo
  echo "VK_DRIVER_FILES=${VK_DRIVER_FILES:-}"
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>/dev/null || echo 'no nvidia-smi'
} | tee "$out/machine.txt"

status=0
step() {
  echo "=== $1 [$SECONDS s]"
  shift
  "$@" || { echo "FAILED: $*"; status=1; }
}
cd "$here" || exit 1
conformance() { ./node conformance/conformance.mjs --size "$size" "${adapter[@]}" | tee "$out/conformance.md"; }
step conformance conformance
step metrics ./node bench/bench.mjs --size "$size" "${adapter[@]}" --out "$out/metrics.md" metrics
step training ./node bench/bench.mjs --size "$size" "${adapter[@]}" --out "$out/training.md" training
cat "$out/metrics.md" "$out/training.md" >"$out/bench.md" 2>/dev/null
echo "=== done [$SECONDS s], status $status"
exit "$status"
