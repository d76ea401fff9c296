import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gpuState } from '../../../../backends/native/checks/gpuState.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const signal = new AbortController().signal;

/** A machine with these files below its root and this nvidia-smi, a shell script, on its PATH. */
function stateOf(files: Record<string, string>, smi?: string, timeoutMs = 30_000) {
  const root = tempFolder();
  writeTree(root, files);
  if (smi !== undefined) writeTree(root, { 'bin/nvidia-smi': `#!/bin/sh\n${smi}\n` }, 0o755);
  return gpuState({ env: { PATH: join(root, 'bin') }, signal, root, timeoutMs });
}

const HEADER =
  'echo "| NVIDIA-SMI 550.54.15    Driver Version: 550.54.15    CUDA Version: 12.4     |"; exit 0';

test('a machine without any GPU', async () => {
  expect(await stateOf({})).toEqual({
    pci: [],
    kernelDriver: undefined,
    kernelGpus: [],
    smi: undefined,
    cudaLibraries: [],
  });
});

test('what nvidia-smi says: two GPUs, the driver and the newest CUDA that it runs', async () => {
  const query = 'echo "NVIDIA H100 80GB HBM3, 81559 MiB, 9.0"; echo "NVIDIA A2, 15356 MiB, 8.6"';
  const { smi } = await stateOf({}, `case "$1" in --query*) ${query};; *) ${HEADER};; esac`);
  expect(smi).toEqual({
    gpus: [
      { name: 'NVIDIA H100 80GB HBM3', memory: '81559 MiB', computeCapability: '9.0' },
      { name: 'NVIDIA A2', memory: '15356 MiB', computeCapability: '8.6' },
    ],
    driver: '550.54.15',
    cuda: '12.4',
    failure: undefined,
  });
});

test('an old nvidia-smi that does not know compute_cap is asked again', async () => {
  const script = `case "$1" in *compute_cap*) exit 6;; --query*) echo "Tesla K80, 11441 MiB";; *) ${HEADER};; esac`;
  const { smi } = await stateOf({}, script);
  expect(smi?.gpus).toEqual([{ name: 'Tesla K80', memory: '11441 MiB' }]);
});

test('an nvidia-smi that fails is quoted, one that hangs is given up', async () => {
  const words = 'Failed to initialize NVML: Driver/library version mismatch';
  expect((await stateOf({}, `echo "${words}"; exit 18`)).smi?.failure).toBe(words);
  expect((await stateOf({}, 'while :; do :; done', 200)).smi?.failure).toBe('it did not answer within 0.2 s');
});

test("the kernel's driver, closed and open, and its GPUs", async () => {
  const closed =
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version:';
  const open =
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.10  Release Build  (root@x)\n';
  const information = 'Model: \t\t NVIDIA L4\nIRQ:   \t\t 35\n';
  const first = await stateOf({
    'proc/driver/nvidia/version': closed,
    'proc/driver/nvidia/gpus/0000:00:03.0/information': information,
  });
  expect([first.kernelDriver, first.kernelGpus]).toEqual(['535.104.05', ['NVIDIA L4']]);
  expect((await stateOf({ 'proc/driver/nvidia/version': open })).kernelDriver).toBe('570.86.10');
});

test('GPUs on the PCI bus, by vendor; other devices are left out', async () => {
  const device = (address: string, vendor: string, kind: string) => ({
    [`sys/bus/pci/devices/${address}/vendor`]: `${vendor}\n`,
    [`sys/bus/pci/devices/${address}/class`]: `${kind}\n`,
  });
  const { pci } = await stateOf({
    ...device('0000:00:02.0', '0x8086', '0x030000'),
    ...device('0000:01:00.0', '0x10de', '0x030200'),
    ...device('0000:01:00.1', '0x10de', '0x040300'),
    ...device('0000:00:1f.0', '0x8086', '0x060100'),
  });
  expect(pci).toEqual([
    { vendor: 'Intel', address: '0000:00:02.0' },
    { vendor: 'NVIDIA', address: '0000:01:00.0' },
  ]);
});

test('CUDA libraries by their sonames', async () => {
  const { cudaLibraries } = await stateOf({
    'usr/lib/x86_64-linux-gnu/libcudnn.so.9': '',
    'usr/local/cuda-12.4/lib64/libcudart.so.12': '',
    'usr/local/cuda-12.4/lib64/libcudart.so.12.4.127': '',
    'usr/local/cuda-12.4/lib64/libcurand.so.10': '',
  });
  expect(cudaLibraries).toEqual(['libcudart.so.12', 'libcudnn.so.9']);
});
