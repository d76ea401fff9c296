import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXPECTED, onlyIf } from '../helpers/onlyIf.js';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('../../bench/gpu.sh', import.meta.url));

/** Stands for Node: notes what it is asked for, and does what the test says with each part. */
const FAKE = `#!/bin/bash
out=/dev/null
while [ $# -gt 0 ]; do
  case "$1" in
    --out) out=$2; shift ;;
    --size | --adapter) shift ;;
    *conformance.mjs) part=conformance ;;
    *.mjs) ;;
    *) part=$1 ;;
  esac
  shift
done
echo "$part \${VK_DRIVER_FILES:-none} \${TFJS_NC_COMMIT}" >>calls
echo "what $part found so far" | tee "$out"
CASES
`;

/** A folder as bench/gpu-pack.sh makes it, without anything that computes; `cases` are lines of `case $part in`. */
function pack(cases = ''): string {
  const folder = temporaryFolder();
  const dawn = join(folder, 'node_modules/webgpu/dist/linux-x64');
  for (const made of [dawn, join(folder, 'lib')]) mkdirSync(made, { recursive: true });
  copyFileSync(script, join(folder, 'gpu.sh'));
  const body = cases === '' ? '' : `case $part in\n${cases}\nesac`;
  writeFileSync(join(folder, 'node.gz'), gzipSync(FAKE.replace('CASES', () => body)));
  writeFileSync(join(dawn, 'dawn.node.gz'), gzipSync('a native module'));
  writeFileSync(join(folder, 'lib/libsuchasisnowhere.so.1'), '');
  writeFileSync(join(folder, 'commit.txt'), 'commit abc\n');
  writeFileSync(join(folder, 'setup.txt'), 'a machine\n');
  return folder;
}

function run(folder: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const out = join(folder, 'results');
  const { status, stdout } = spawnSync('/bin/bash', [join(folder, 'gpu.sh'), '--out', out, ...args], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', VK_DRIVER_FILES: '/a/driver.json', ...env },
    encoding: 'utf8',
    timeout: PATIENCE,
  });
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return { status, stdout, read, calls };
}

describe('bench/gpu.sh', onlyIf(process.platform === 'linux', EXPECTED.notLinux), () => {
  it('runs all parts with one driver and puts their results together', () => {
    const folder = pack();
    const { status, read, calls } = run(folder);
    expect(status).toBe(0);
    const parts = ['device', 'conformance', 'metrics', 'profile', 'training'];
    expect(calls()).toEqual(parts.map(part => `${part} /a/driver.json commit abc`));
    expect(read('conformance.md')).toContain('what conformance found');
    expect(read('bench.md').match(/what \w+/g)).toEqual(
      ['device', 'metrics', 'profile', 'training'].map(part => `what ${part}`),
    );
    expect(read('machine.txt')).toContain('assembled on: a machine');
    expect(existsSync(join(folder, 'lib/used/libsuchasisnowhere.so.1'))).toBe(true);
  });

  it('goes on after a part that fails, crashes or hangs, and keeps what it had found', () => {
    const cases = 'conformance) exit 3 ;;\nmetrics) kill -SEGV $$ ;;\nprofile) sleep 60 ;;';
    const { status, stdout, read, calls } = run(pack(cases), ['--limit', '10']);
    expect(status).toBe(1);
    expect(calls().map(call => call.split(' ')[0])).toEqual(['device', 'conformance', 'metrics', 'profile']);
    expect(stdout).toMatch(/FAILED with status 3 .*conformance/);
    expect(stdout).toMatch(/FAILED with status 139 .*metrics/);
    expect(stdout).toMatch(/FAILED with status 124 .*profile/);
    expect(stdout).toContain('SKIPPED: no time left');
    expect(read('bench.md').match(/what \w+/g)).toEqual(['what device', 'what metrics', 'what profile']);
  });

  it('stops where no driver has a device, and keeps what there is to know', () => {
    const { status, stdout, read, calls } = run(pack('device) exit 1 ;;'));
    expect(status).toBe(1);
    expect(new Set(calls().map(call => call.split(' ')[0]))).toEqual(new Set(['device']));
    expect(stdout).toContain('no device to compute on');
    expect(read('no-device.txt')).not.toBe('');
  });

  it.each([['--size', 'huge'], ['--nonsense', '1'], ['--out']])('refuses %s %s', (...args) => {
    const { status, stdout } = run(pack(), args);
    expect(status).toBe(2);
    expect(stdout).toContain('bash gpu.sh [--size full|tiny]');
  });
});
