#!/usr/bin/env bash
# Everything on the GPU of a machine that has nothing but its driver, in one call, from the folder that bench/gpu-pack.sh
# has assembled: the conformance suite, the metrics alone against matMul, the callback on and off with what it reads back,
# and the time of every kernel of the metrics.
#
#   bash gpu.sh [--size full|tiny] [--out FOLDER] [--adapter NAME] [--limit SECONDS]
#
# Results go to FOLDER (default: results, beside this file) as they come: machine.txt, conformance.md, and bench.md in the
# form of bench/RESULTS.md. VK_DRIVER_FILES names the driver where it is in no usual folder. --size tiny rehearses on a
# software driver; full refuses one. Every part has a limit of its own, and all together end within --limit (default: 570,
# tiny: 3600). Status: 0, or 1 where something failed; the other parts run nevertheless.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
size=full out="$here/results" adapter=() limit=
usage() { sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
while [ $# -gt 0 ]; do
  if [ $# -lt 2 ]; then usage; fi
  case "$1" in
    --size) size=$2 ;;
    --out) out=$2 ;;
    --adapter) adapter=(--adapter "$2") ;;
    --limit) limit=$2 ;;
    *) usage ;;
  esac
  shift 2
done
case "$size" in
  full) limit=${limit:-570} part=160 ;;
  tiny) limit=${limit:-3600} part=1200 ;;
  *) usage ;;
esac
if [ ! -e "$here/node.gz" ]; then
  echo "gpu.sh: runs from the folder that bench/gpu-pack.sh assembles, not from the repository" >&2
  exit 2
fi
mkdir -p "$out" && out=$(cd "$out" && pwd) && cd "$here" || exit 1

unpack() { [ -e "${1%.gz}" ] || { gzip -dc "$1" >"${1%.gz}.part" && mv "${1%.gz}.part" "${1%.gz}"; } || exit 1; }
unpack node.gz
chmod +x node
for dawn in node_modules/webgpu/dist/*/dawn.node.gz; do unpack "$dawn"; done

# Carried libraries serve where there are none: one in LD_LIBRARY_PATH goes before the machine's own.
known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null)
mkdir -p lib/used
for file in lib/*.so*; do
  name=${file##*/}
  case "$known" in *"$name "*) ;; *) ln -sf "../$name" "lib/used/$name" ;; esac
done
path="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib/used"
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib; do
  if [ -d "$folder" ]; then path="$path:$folder"; fi
done
export LD_LIBRARY_PATH="$path" TFJS_NC_DATA_DIR="$here/data" HOME="${HOME:-$here}"
TFJS_NC_COMMIT=$(cat commit.txt)
export TFJS_NC_COMMIT

{
  date -u
  echo "assembled on: $(cat setup.txt)"
  uname -srm
  grep -m1 'model name' /proc/cpuinfo
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv 2>/dev/null || echo 'no nvidia-smi'
  echo "carried libraries in use: $(ls lib/used | tr '\n' ' ')"
} | tee "$out/machine.txt"

status=0
# step TITLE SECONDS COMMAND...: at most so long, and not beyond the limit of all
step() {
  local title=$1 most=$2 left=$((limit - SECONDS))
  shift 2
  if [ "$left" -lt "$most" ]; then most=$left; fi
  echo "=== $title, at most $most s [$SECONDS s]"
  if [ "$most" -lt 5 ]; then
    echo "SKIPPED: no time left" && status=1
    return 1
  fi
  timeout -k 5 "$most" "$@"
  local code=$?
  if [ "$code" != 0 ]; then
    echo "FAILED with status $code (124: out of time): $*"
    status=1
  fi
  return "$code"
}
bench() { step "$1" "$2" ./node bench/bench.mjs --size "$size" "${adapter[@]}" --out "$out/$1.md" "$1"; }

# The first of these drivers with which there is a device is taken for everything. Those that are mounted into a container
# may lie beside the folders that the loader looks into, or come without the file that names them to it.
drivers=("${VK_DRIVER_FILES:-}")
if [ -z "${VK_DRIVER_FILES:-}" ]; then
  for file in /usr/local/*/share/vulkan/icd.d/*.json /usr/local/*/vulkan/icd.d/*.json /opt/*/share/vulkan/icd.d/*.json; do
    if [ -e "$file" ]; then drivers+=("$file"); fi
  done
  for name in libGLX_nvidia.so.0 libEGL_nvidia.so.0; do
    case "$known" in *"$name "*) library=$name ;; *) library=$(ls /usr/local/nvidia/lib*/$name /usr/lib*/$name /usr/lib/*/$name 2>/dev/null | head -1) ;; esac
    if [ -z "$library" ]; then continue; fi
    echo "{\"file_format_version\": \"1.0.0\", \"ICD\": {\"library_path\": \"$library\", \"api_version\": \"1.3.0\"}}" >"lib/$name.json"
    drivers+=("$here/lib/$name.json")
  done
fi
found=
for driver in "${drivers[@]}"; do
  if [ -n "$driver" ]; then export VK_DRIVER_FILES="$driver"; else unset VK_DRIVER_FILES; fi
  echo "driver: ${driver:-as the loader finds it}" | tee -a "$out/machine.txt"
  if bench device 45; then found=yes && break; fi
done
if [ -z "$found" ]; then
  { ls -l /dev/nvidia* /dev/dri; nvidia-smi -L; VK_LOADER_DEBUG=error,warn,driver ./node bench/bench.mjs device; } >"$out/no-device.txt" 2>&1
  tail -n 40 "$out/no-device.txt"
  echo "=== no device to compute on [$SECONDS s]"
  exit 1
fi
status=0

conformance() { step conformance "$part" ./node conformance/conformance.mjs --size "$size" "${adapter[@]}" | tee "$out/conformance.md"; }
conformance || status=1
bench metrics "$part"
bench profile "$part"
# Last, and with what time is left: the longest, and each of its rows is worth something.
bench training "$limit"
for name in device metrics profile training; do cat "$out/$name.md" 2>/dev/null && echo; done >"$out/bench.md"
echo "=== done [$SECONDS s], status $status"
exit "$status"
