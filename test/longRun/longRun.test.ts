import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sized } from '../helpers/nightly.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/**
 * In bytes, `bound` lies between what may grow in the second half of the epochs, above what tf.js keeps, and a leak. A
 * record that stays is 6 KB. In full the curves of the page are full by then and 1.6 MB are left; a thousand records are
 * 6 MB. In small 0.8 to 0.9 MB are left, one look in thirty is 1.7 MB higher, and with records that stay 4.7 MB are left.
 */
const { EPOCHS, BOUND } = sized({
  small: { EPOCHS: 1000, BOUND: 3e6 },
  full: { EPOCHS: 2000, BOUND: 4e6 },
});
/** Epochs between two looks, and before the first one: code is compiled by then. */
const EVERY = EPOCHS / 10;

interface Growth {
  readonly seen: readonly { readonly bytes: number; readonly files: number | null }[];
  readonly mostAdded: number;
  readonly records: number;
}

/** @param logdir `-` trains without the callback */
async function trained(logdir: string): Promise<Growth> {
  const script = fileURLToPath(new URL('./child.mjs', import.meta.url));
  const args = ['--expose-gc', script, logdir, String(EPOCHS), String(EVERY)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  await once(child, 'close');
  expect(child.exitCode, await errors).toBe(0);
  return JSON.parse((await output).trim().split('\n').at(-1)!) as Growth;
}

/** Bytes added in the second half. */
const growth = ({ seen }: Growth) => seen.at(-1)!.bytes - seen[seen.length / 2 - 1]!.bytes;

it(`a training of ${EPOCHS} epochs grows in nothing but its files on disk`, async () => {
  const logdir = temporaryFolder();
  // At rest both take ten seconds.
  const [measured, plain] = await Promise.all([trained(logdir), trained('-')]);
  expect(measured.seen).toHaveLength(EPOCHS / EVERY);
  expect(measured.mostAdded, 'tensors after a measurement, against before').toBe(0);

  // The History of tf.js holds the tensors of loss and accuracy of every epoch until the training ends.
  expect(growth(measured) - growth(plain), 'bytes, beyond what tf.js keeps').toBeLessThan(BOUND);
  expect(new Set(measured.seen.map(({ files }) => files)).size, 'numbers of open files').toBe(1);

  const folder = join(logdir, 'long');
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line).epoch)).toEqual(Array.from({ length: EPOCHS }, (_, i) => i));
  expect(measured.records).toBe(200);
  // 1000 points of 90 curves at about 15 bytes, and the page itself.
  expect(statSync(join(folder, 'report.html')).size).toBeLessThan(2.5e6);
});
