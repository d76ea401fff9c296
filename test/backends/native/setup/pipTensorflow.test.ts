import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  type PipSource,
  pipTensorflow,
  TESTED_TENSORFLOW,
} from '../../../../backends/native/setup/pipTensorflow.js';
import { tempFolder } from '../../../cli/tempFolder.js';
import { zipOf } from './zipOf.js';

let root: string;
let progress: string[];
const callsFile = () => join(root, 'calls');
const calls = () => (existsSync(callsFile()) ? readFileSync(callsFile(), 'utf8').trim().split('\n') : []);

beforeEach(() => {
  root = tempFolder();
  progress = [];
});

/** A python3 whose "pip download" notes its arguments and copies a small wheel where the pattern matches them. */
function fakePython(version: string, accepts: string): string {
  const file = `tensorflow_cpu-${version}-cp312-cp312-manylinux_2_27_x86_64.whl`;
  const wheel = zipOf({
    'tensorflow/libtensorflow_cc.so.2': 'cc',
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'tensorflow/include/tensorflow/c/c_api.h': '',
  });
  writeFileSync(join(root, file), wheel);
  const script = `#!/bin/sh
echo "$@" >> ${callsFile()}
case "$*" in ${accepts}) cp ${join(root, file)} "$7/${file}";; *) echo "WARNING: noise"; echo "ERROR: No matching distribution"; exit 1;; esac
`;
  writeFileSync(join(root, 'python3'), script);
  chmodSync(join(root, 'python3'), 0o755);
  return join(root, 'python3');
}

function source(python: string, version?: string, signal = new AbortController().signal): PipSource {
  return {
    request: { python, package: 'tensorflow-cpu', env: process.env, signal },
    version,
    cacheDir: join(root, 'cache'),
    arch: 'x64',
    report: line => void progress.push(line),
  };
}

const cacheEntries = () => readdirSync(join(root, 'cache', 'tensorflow'));

test('downloads once, then answers from the cache', async () => {
  const python = fakePython(TESTED_TENSORFLOW, '*');
  const first = await pipTensorflow(source(python));
  expect(first.version).toBe(TESTED_TENSORFLOW);
  expect(readFileSync(first.files.library, 'utf8')).toBe('cc');
  expect(cacheEntries()).toEqual([`tensorflow-cpu-${TESTED_TENSORFLOW}-x64`]);
  expect(await pipTensorflow(source(python))).toEqual(first);
  expect(calls()).toHaveLength(1);
});

test("a Python without wheels gets another Python's", async () => {
  const python = fakePython(TESTED_TENSORFLOW, '*--python-version*');
  await pipTensorflow(source(python));
  expect(calls()[1]).toContain(`--python-version 3.12 tensorflow-cpu==${TESTED_TENSORFLOW}`);
});

test('where pip lacks the tested version, the newest is taken and named', async () => {
  const python = fakePython('2.30.1', '*tensorflow-cpu');
  expect((await pipTensorflow(source(python))).version).toBe('2.30.1');
  expect(cacheEntries()).toEqual(['tensorflow-cpu-2.30.1-x64']);
  expect(progress.join()).toContain('trying the newest one');
});

test('a version asked for is never replaced, and a failure leaves nothing behind', async () => {
  const python = fakePython('2.30.1', '*tensorflow-cpu');
  await expect(pipTensorflow(source(python, '2.20.0'))).rejects.toThrow(
    /pip download tensorflow-cpu==2\.20\.0 failed:\nERROR: No matching distribution$/,
  );
  expect(existsSync(join(root, 'cache'))).toBe(false);
});

test('an interrupted download leaves nothing behind', async () => {
  const python = fakePython(TESTED_TENSORFLOW, '*');
  writeFileSync(python, '#!/bin/sh\nexec sleep 1000\n');
  const controller = new AbortController();
  const pending = pipTensorflow(source(python, undefined, controller.signal));
  setTimeout(() => controller.abort(new Error('interrupted')), 100);
  await expect(pending).rejects.toThrow('interrupted');
  expect(existsSync(join(root, 'cache'))).toBe(false);
});

test('what a killed run left half-downloaded goes away; what a running one has stays', async () => {
  const shelf = join(root, 'cache', 'tensorflow');
  const dead = 4_194_305; // above Linux's largest process id
  mkdirSync(join(shelf, `.partial-${dead}`, 'wheel'), { recursive: true });
  mkdirSync(join(shelf, `.partial-${process.ppid}`));
  await pipTensorflow(source(fakePython(TESTED_TENSORFLOW, '*')));
  expect(cacheEntries().sort()).toEqual([
    `.partial-${process.ppid}`,
    `tensorflow-cpu-${TESTED_TENSORFLOW}-x64`,
  ]);
});

/** As pip 23 and pip 25 say it. */
const RETRY = `WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by`;
const OFFLINE = [
  `${RETRY} 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/tensorflow-cpu/`,
  `${RETRY} 'NewConnectionError("HTTPSConnection(host='an.index', port=443): Failed to establish a new connection: [Errno 101] Network is unreachable")': /simple/tensorflow-cpu/`,
];

test.each(OFFLINE)('without a network it is said, with the reason and the way out: %s', async warning => {
  const python = join(root, 'python3');
  writeFileSync(join(root, 'said'), `${warning}\nERROR: Could not find a version (from versions: none)\n`);
  writeFileSync(python, `#!/bin/sh\necho call >> ${callsFile()}\ncat ${join(root, 'said')} >&2\nexit 1\n`);
  chmodSync(python, 0o755);
  const error = (await pipTensorflow(source(python)).catch(reason => reason)) as Error;
  expect(error.message).toMatch(/tensorflow-cpu==2\.21\.0 failed: there is no network/);
  expect(error.message).toMatch(/Failed to establish a new connection: \[Errno (-3|101)\]/);
  expect(error.message).not.toContain('_vendor');
  expect(error.message).toContain('setup-native --tensorflow FILE.whl');
  // Another version or another Python would fail in the same way, after minutes.
  expect(calls()).toHaveLength(1);
  expect(progress.join()).not.toContain('newest');
  expect(existsSync(join(root, 'cache'))).toBe(false);
});

test('an attempt that failed before pip saw the versions is no want of a network', async () => {
  const python = join(root, 'python3');
  writeFileSync(
    join(root, 'said'),
    `${OFFLINE[0]}\nERROR: Could not find a version (from versions: 2.16.1)\n`,
  );
  writeFileSync(python, `#!/bin/sh\ncat ${join(root, 'said')} >&2\nexit 1\n`);
  chmodSync(python, 0o755);
  await expect(pipTensorflow(source(python, '2.21.0'))).rejects.toThrow(/failed:\nERROR: Could not find/);
});
