import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TransferResult } from '../../../examples/mobilenet/experiment.js';
import { reportText } from '../../../examples/mobilenet/report.js';
import { writeFakeMobileNet } from '../../helpers/fakeMobileNet.js';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('../../../dist/examples/mobilenet/main.js', import.meta.url));
const dataDir = process.env.TFJS_NC_DATA_DIR;
const trunk = dataDir === undefined ? undefined : resolve(dataDir, 'mobilenet_v1_trunk');
const hasTrunk = trunk !== undefined && existsSync(join(trunk, 'model.json'));

/** Runs `npm run mobilenet -- ARGS` in an empty folder. */
function run(...args: string[]) {
  const cwd = temporaryFolder();
  const backend = process.env.TFJS_NC_TEST_BACKEND ?? 'wasm';
  const all = [script, '--backend', backend, ...args];
  return { ...spawnSync(process.execPath, all, { cwd, encoding: 'utf8' }), cwd };
}

function fakeUrl(): string {
  const folder = temporaryFolder();
  writeFakeMobileNet(folder);
  return pathToFileURL(folder).href;
}

const small = ['--synthetic', '--samples', '60', '--test-samples', '60', '--epochs', '3', '--tasks', '10'];

/** Lines of the table of pairs of classes */
const PAIRS = /^\d \/ \d +\S+( +\d+\.\d%){2}$/gm;

describe('npm run mobilenet', () => {
  it('prints what it found with a model from a file, records the training of the head, and repeats itself as JSON', () => {
    const args = ['--model-url', fakeUrl(), ...small, '--shots', '1,3'];
    const { status, stdout, stderr, cwd } = run(...args);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^data {5}synthetic-digits, 60 and 60 images \(generated, seed 1\/train\)$/m);
    expect(stdout).toMatch(/^nearest class center( +\d+\.\d%){4}$/m);
    expect(stdout.match(/^[012]( +\d+\.\d%){2}( +\d\S*){3}$/gm)?.length).toBe(3);
    expect(stdout.match(/^(embedding|head input) +[13]( +\d+\.\d%){2}( +-?\d\S*){2}$/gm)?.length).toBe(4);
    // Five best and five worst pairs of ten classes.
    expect(stdout.match(PAIRS)?.length).toBe(10);
    const folder = /^Records of the head: (.+)\/metrics\.jsonl$/m.exec(stdout)![1]!;
    expect(existsSync(join(cwd, folder, 'run.json'))).toBe(true);

    const json = run(...args, '--json');
    expect(json.status, json.stderr).toBe(0);
    const again = JSON.parse(json.stdout);
    expect(again.shots).toEqual([1, 3]);
    // The same for the same seed: what depends on the embedding alone. trainHead shuffles without one.
    const digits = Array.from({ length: 10 }, (_, k) => String(k));
    const text = reportText(again, again.shots, digits);
    for (const lines of [PAIRS, /^embedding +[13] .*$/gm])
      expect(text.match(lines)).toEqual(stdout.match(lines));
  });

  it('sees in real weights what is known of CIFAR-10', onlyIf(hasTrunk, EXPECTED.noData), () => {
    const url = pathToFileURL(trunk!).href;
    const sizes = ['--samples', '40', '--test-samples', '40', '--epochs', '8', '--tasks', '60'];
    const { status, stdout, stderr } = run('--model-url', url, ...sizes, '--shots', '1,3', '--json');
    expect(status, stderr).toBe(0);
    const { embedding, head } = JSON.parse(stdout) as TransferResult;
    // Measured with 2,000 images: 70.9% with one image per class, about 80% with three. Random features would have 50%.
    const mean = (i: number) => embedding.fewShot.pairs.reduce((sum, p) => sum + p.accuracy[i]!, 0) / 45;
    expect(mean(0)).toBeGreaterThan(0.6);
    expect(mean(1)).toBeGreaterThan(mean(0));
    // Measured 0.89. CDNV of the same images: that of four others per class is mostly noise.
    expect(embedding.fewShot.correlation[0]!.test).toBeGreaterThan(0.7);
    expect(head.at(-1)!.trainAccuracy).toBeGreaterThan(0.9);
    expect(head.at(-1)!.testAccuracy).toBeGreaterThan(0.25);
  });

  it.each([
    [['--version', '3'], 2, /^mobilenet: --version must be one of 1, 2, received "3"$/m],
    [
      ['--synthetic', '--samples', '9'],
      2,
      /^mobilenet: 9 train images do not give every one of 10 classes one$/m,
    ],
    [
      ['--model-url', 'file:///no/such/model.json', ...small],
      1,
      /^mobilenet: MobileNet does not load from file:\/\/\/no\/such\/model\.json: no such file: /m,
    ],
  ])('refuses %j', (args, code, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(code);
    expect(stderr).toMatch(message);
  });

  it('refuses more shots than there are images', () => {
    const { status, stderr } = run('--model-url', fakeUrl(), ...small, '--shots', '6');
    expect(status).toBe(2);
    expect(stderr).toMatch(/--shots must be fewer than the test images of each class, received 6 for 6/);
  });
});
