import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('../../../dist/examples/resnet/main.js', import.meta.url));
const dataDir = process.env.TFJS_NC_DATA_DIR;
const hasCifar = dataDir !== undefined && existsSync(join(dataDir, 'cifar10'));

/** Runs `npm run resnet -- ARGS` in an empty folder. */
function run(...args: string[]) {
  const cwd = temporaryFolder();
  const backend = process.env.TFJS_NC_TEST_BACKEND ?? 'wasm';
  return {
    ...spawnSync(process.execPath, [script, '--backend', backend, ...args], { cwd, encoding: 'utf8' }),
    cwd,
  };
}

const small = ['--samples', '40', '--test-samples', '20', '--epochs', '2'];

describe('npm run resnet', () => {
  it('prints a line per epoch and a table by depth, and records it', () => {
    const { status, stdout, stderr, cwd } = run('--synthetic', ...small);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^data {5}synthetic-digits, 40 images \(generated, seed 1\/train\)$/m);
    expect(stdout).toMatch(/^epoch +accuracy +stem +stage1 +stage2 +stage3 +pool$/m);
    expect(stdout.match(/^ +[01] +\d+\.\d%( +\d+\.\d% +\S+){5}$/gm)?.length).toBe(2);
    expect(stdout.match(/^(stem|stage\d|pool) +\d+( +\d+\.\d%( +\S+){2}){2}$/gm)?.length).toBe(5);
    expect(stdout).toMatch(/^accuracy on 20 test images \d+\.\d%$/m);
    const records = readFileSync(join(cwd, /^Records: (.+)$/m.exec(stdout)![1]!), 'utf8');
    const last = JSON.parse(records.trimEnd().split('\n').at(-1)!);
    expect(last.depth.map(({ layer }: { layer: string }) => layer)).toEqual([
      'stem',
      'stage1',
      'stage2',
      'stage3',
      'pool',
    ]);
  });

  it('prints JSON of a ResNet-20 on CIFAR-10', onlyIf(hasCifar, EXPECTED.noData), () => {
    const args = ['--arch', 'resnet20', '--samples', '20', '--test-samples', '10', '--epochs', '1', '--json'];
    const { status, stdout, stderr } = run(...args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/cifar10\/train, 20 images/);
    const { arch, epochs, parameters } = JSON.parse(stdout);
    expect(arch).toBe('resnet20');
    expect(epochs[0].depth.map(({ featureDim }: { featureDim: number }) => featureDim)).toEqual([
      16384, 16384, 8192, 4096, 64,
    ]);
    // 272,474 that are trained, and means and variances of the channels that are normalized.
    expect(parameters).toBe(272_474 + 2 * (7 * 16 + 7 * 32 + 7 * 64));
  });

  it.each([
    [['--arch', 'vgg'], 2, /^resnet: --arch must be one of resnet8, resnet20, received "vgg"$/m],
    [
      ['--synthetic', '--samples', '5'],
      2,
      /^resnet: 5 train images do not give every one of 10 classes one$/m,
    ],
    [['--synthetic', ...small, '--measured', '9'], 1, /^resnet: .*samplesPerClass/m],
  ])('refuses %j', (args, code, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(code);
  });
});
