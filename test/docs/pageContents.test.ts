import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../backends/backendNames.js';
import { TESTED_TENSORFLOW } from '../../backends/native/setup/pipTensorflow.js';
import { setupOptions } from '../../cli/setup-native/index.js';
import { withOptionTable } from '../../docs/generate/optionTable.js';
import { withStandardsTable } from '../../docs/generate/standardsTable.js';
import * as mobilenet from '../../examples/mobilenet/options.js';
import * as resnet from '../../examples/resnet/options.js';
import { metricTag } from '../../run/tensorboard/points.js';
import { TensorBoardSink } from '../../run/tensorboard/tensorBoardSink.js';
import * as main from '../../src/index.js';
import { metricIds } from '../../src/metrics/registry.js';
import type { LimitKind } from '../../src/record/verdict/types.js';
import { run } from '../cli/run.js';
import { pointsOf } from '../helpers/eventFiles.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../helpers/exampleRun.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const read = (page: string) => readFileSync(page, 'utf8');

describe('README.md', () => {
  it('has the table of options that npm run docs:metrics prints', () => {
    expect(read('README.md')).toBe(withOptionTable(read('README.md')));
  });
});

describe('docs/report.md', () => {
  it('has the table of standards that npm run docs:metrics prints', () => {
    expect(read('docs/report.md')).toBe(withStandardsTable(read('docs/report.md')));
  });

  it('has a row per kind of limit', () => {
    const kinds: Record<LimitKind, true> = {
      diverged: true,
      coincide: true,
      'few samples': true,
      errors: true,
      moving: true,
      'no decay': true,
      'out of balance': true,
      bias: true,
      'minority collapse': true,
      imbalance: true,
      dimensions: true,
      'too early': true,
      'at rest': true,
    };
    const section = read('docs/report.md').split('| what limits |')[1]!.split('\n\n')[0]!;
    const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, kind]) => kind);
    expect(rows).toEqual(Object.keys(kinds));
  });
});

describe('docs/backends.md and docs/native.md', () => {
  it('have a row per backend', () => {
    for (const name of BACKEND_NAMES) {
      expect(read('docs/backends.md')).toMatch(new RegExp(`\\| \`${name}\` +\\|`));
    }
  });

  it('have a row per option, and name the tested TensorFlow', () => {
    const text = read('docs/native.md');
    for (const option of Object.keys(setupOptions))
      expect(text).toMatch(new RegExp(`\\| \`--${option}[ \`]`));
    expect(text).toContain(`default ${TESTED_TENSORFLOW}`);
  });
});

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');

  it.each(['predict', 'measure', 'sweep', 'train'])('names every option of %s', async command => {
    const { out } = await run(`${command} --help`);
    const options = new Set([...out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(match => match[1]!));
    expect(options.size).toBeGreaterThan(8);
    for (const option of options) expect(page).toContain(option);
  });

  it('has a row for every key of the JSON of predict', async () => {
    const setting = '--loss mse --classes 3 --feature-dim 4 --lambda-w 0.01 --lambda-h 0.01 --lambda-b 1';
    const { out } = await run(`predict ${setting} --json`);
    const rows = page.slice(page.indexOf('### JSON'), page.indexOf('## `measure`'));
    for (const key of Object.keys(JSON.parse(out))) expect(rows).toContain(`\`${key}\``);
  });
});

describe('docs/theory.md', () => {
  it('names files that are there', () => {
    const table = /\| Loss \| Features .*?\n\n/s.exec(read('docs/theory.md'))![0];
    const files = [...table.matchAll(/`(\w+)`/g)].map(match => match[1]!);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(existsSync(`src/theory/${file}.ts`), file).toBe(true);
  });
});

describe('docs/encodings.md', () => {
  it('names every constructor and every encoding there is', () => {
    const constructors = Object.keys(main).filter(name => /Encoding$|^encoding/.test(name));
    for (const name of [...constructors, 'encodingFromFile'])
      expect(read('docs/encodings.md'), name).toContain(name);
  });
});

describe('docs/tensorboard.md', () => {
  const page = read('docs/tensorboard.md');

  it('names the section of every metric', () => {
    for (const id of metricIds) expect(page, id).toContain(`\`${metricTag(id).split('/', 1)[0]}/…\``);
  });

  it('names every other tag', () => {
    const folder = temporaryFolder();
    const sink = new TensorBoardSink(folder);
    sink.open(exampleRunInfo());
    sink.write(exampleRecord(0), exampleSnapshot(0));
    sink.close();
    const tags = ['measured', 'predicted', 'validation', 'depth/02-dense'].flatMap(name =>
      Object.keys(pointsOf(join(folder, name))),
    );
    const documented = [...page.matchAll(/`([\w.]+(?:\/[\w.*<>…]+)?)`/g)].map(
      ([, name]) => new RegExp(`^${name!.replaceAll('.', '\\.').replaceAll(/\*|<id>|…/g, '.+')}$`),
    );
    const isNamed = (tag: string) => documented.some(name => name.test(tag));
    for (const tag of tags) expect(isNamed(tag), tag).toBe(true);
  });
});

describe('pages of the examples name their defaults', () => {
  it('docs/transfer-learning.md', () => {
    const text = read('docs/transfer-learning.md');
    const { hidden, epochs, shots, tasks, samples, testSamples, version, alpha } = mobilenet.parseOptions(
      [],
    )!;
    const [wasm, native] = [false, true].map(isNative =>
      mobilenet.sizeOf({ samples, testSamples }, isNative),
    );
    expect(text).toContain(`| \`${version}\`, \`${alpha}\`, the model's |`);
    expect(text).toContain(
      `| ${native!.samples}, ${native!.testSamples} (wasm: ${wasm!.samples}, ${wasm!.testSamples}) |`,
    );
    expect(text).toContain(`| \`--hidden\`, \`--epochs\` | ${hidden}, ${epochs} |`);
    expect(text).toContain(`| \`--shots ${shots.join(',')}\`, \`--tasks\` | as said, ${tasks} |`);
  });

  it('docs/depth.md', () => {
    const text = read('docs/depth.md');
    const { arch, per, every, learningRate, decay, samples, epochs } = resnet.parseOptions([])!;
    const [wasm, native] = [false, true].map(isNative => resnet.sizeOf({ samples, epochs }, isNative));
    expect(text).toContain(`| \`--arch\` | \`${arch}\` |`);
    expect(text).toContain(`| \`--per\` | \`${per}\` |`);
    expect(text).toContain(
      `| \`--samples\`, \`--epochs\` | ${native!.samples}, ${native!.epochs} (wasm: ${wasm!.samples}, ${wasm!.epochs}) |`,
    );
    expect(text).toContain(`| \`--every\`, \`--measured\` | ${every}, all |`);
    // What the measured run had
    expect([learningRate, decay]).toEqual([0.1, 5e-4]);
  });
});
