import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, expect, it } from 'vitest';
import * as callbacks from '../../../callbacks/index.js';
import { metricTag } from '../../../run/tensorboard/points.js';
import { metricIds } from '../../../src/metrics/registry.js';
import { pointsOf } from '../../helpers/eventFiles.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { examplesOf, runExample } from '../../helpers/pageExamples.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const PAGE = 'docs/tensorboard.md';
const page = fs.readFileSync(PAGE, 'utf8');
const modules = {
  'node:fs': fs,
  'node:path': path,
  '@tensorflow/tfjs-core': tf,
  '@tensorflow/tfjs-layers': tfl,
  'tfjs-neural-collapse/callbacks': callbacks,
};

const start = process.cwd();
afterEach(() => process.chdir(start));

it.each(examplesOf(PAGE))('docs/tensorboard.md prints what it says: $printed', async ({ code, printed }) => {
  process.chdir(temporaryFolder());
  expect(await runExample(code, modules)).toBe(printed);
});

it('names the section of every metric', () => {
  for (const id of metricIds) expect(page, id).toContain(`\`${metricTag(id).split('/', 1)[0]}/…\``);
});

it('names every other tag', () => {
  const folder = temporaryFolder();
  const sink = new callbacks.TensorBoardSink(folder);
  sink.open(exampleRunInfo());
  sink.write(exampleRecord(0), exampleSnapshot(0));
  sink.close();
  const tags = ['measured', 'predicted', 'validation', 'depth/02-dense'].flatMap(run =>
    Object.keys(pointsOf(path.join(folder, run))),
  );
  const documented = [...page.matchAll(/`([\w.]+(?:\/[\w.*<>…]+)?)`/g)].map(
    ([, name]) => new RegExp(`^${name!.replaceAll('.', '\\.').replaceAll(/\*|<id>|…/g, '.+')}$`),
  );
  for (const tag of tags)
    expect(
      documented.some(name => name.test(tag)),
      tag,
    ).toBe(true);
});
