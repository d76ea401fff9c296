import { expect, test } from 'vitest';
import { type MachineFacts, machineFindings } from '../../../../backends/native/checks/machine.js';

const facts: MachineFacts = {
  platform: 'linux',
  arch: 'x64',
  glibc: '2.36',
  processor: 'EPYC',
  threads: 2,
  flags: new Set(['avx', 'avx2']),
};

test('a machine that runs everything', () => {
  const [system, avx] = machineFindings(facts, true);
  expect(system!.summary).toBe('linux x64, glibc 2.36, EPYC, 2 threads');
  expect(avx).toMatchObject({ status: 'ok', summary: expect.stringContaining('avx2') });
});

test('no AVX is a problem where a native backend is installed, else a warning', () => {
  const old = { ...facts, flags: new Set(['sse4_2']) };
  expect(machineFindings(old, true)[1]).toMatchObject({ id: 'machine.avx', status: 'problem' });
  expect(machineFindings(old, false)[1]).toMatchObject({ status: 'warning' });
});

test('musl, and processors without such flags', () => {
  const [alpine, ...rest] = machineFindings(
    { ...facts, glibc: undefined, arch: 'arm64', flags: undefined },
    true,
  );
  expect(alpine!.details.join()).toContain('GNU libc');
  expect(rest).toEqual([]);
});
