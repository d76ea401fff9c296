#!/usr/bin/env bash
# Assembles a folder below 64 MiB with everything that bench/gpu.sh needs on a machine that has nothing but a GPU and its
# driver: Node, tf.js, Dawn, the Vulkan loader, both programs, MNIST. See bench/gpu-pack.sh --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
node .ci/extra.mjs webgpu
npm run --silent build
exec node dist/bench/gpuPack.js "$@"
