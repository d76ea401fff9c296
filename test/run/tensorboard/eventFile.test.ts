import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { EventFile } from '../../../run/tensorboard/eventFile.js';
import { scalar } from '../../../run/tensorboard/summaryValues.js';
import { readEvents } from '../../helpers/eventFiles.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

it('begins with version and start, and has every event in the file when write returns', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  const file = new EventFile(folder);
  file.write(0, 10.5, [scalar('x', 1), scalar('y', 2)]);
  file.write(7, 11.5, [scalar('x', 3)]);
  const [version, start, first, second, ...rest] = readEvents(file.path);
  expect(version).toMatchObject({ fileVersion: 'brain.Event:2' });
  expect(start).toMatchObject({ wallTime: 10.5, sessionLog: { status: 1 } });
  expect(first).toMatchObject({ wallTime: 10.5, summary: { value: [{ tag: 'x' }, { tag: 'y' }] } });
  expect(second).toMatchObject({
    wallTime: 11.5,
    step: 7,
    summary: { value: [{ tag: 'x', simpleValue: 3 }] },
  });
  expect(rest).toEqual([]);
  file.close();
});

it('has the name that TensorBoard looks for, different for every file of a process', () => {
  const folder = temporaryFolder();
  const names = [new EventFile(folder), new EventFile(folder)].map(({ path }) => basename(path));
  for (const name of names) expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.[\w.-]+\.\d+\.\d+$/);
  expect(new Set(names).size).toBe(2);
});

it('describes a tag once in a file, and again in one that had to be begun anew', () => {
  const folder = join(temporaryFolder(), 'run');
  const file = new EventFile(folder);
  const point = scalar('x', 1, 'what it is');
  for (const step of [0, 1]) file.write(step, 1, [point]);
  const described = () =>
    readEvents(file.path)
      .slice(2)
      .map(({ summary }) => summary!.value[0]!.metadata?.summaryDescription);
  expect(described()).toEqual(['what it is', undefined]);
  rmSync(folder, { recursive: true });
  expect(file.deleted).toBe(true);
  file.write(2, 1, [point]);
  expect(described()).toEqual(['what it is']);
  file.close();
});

it('goes on in the same file after close', () => {
  const file = new EventFile(temporaryFolder());
  for (const step of [1, 2]) {
    file.write(step, 1, [scalar('x', step)]);
    file.close();
  }
  expect(readEvents(file.path).map(({ step }) => step)).toEqual([undefined, 1, 1, 2]);
  expect(readFileSync(file.path).length).toBeGreaterThan(0);
});

it('replaces what earlier files say of the steps from which the run goes on, and is read after them', () => {
  const folder = temporaryFolder();
  // A file from a computer whose clock was wrong.
  writeFileSync(join(folder, 'events.out.tfevents.4000000000.host.1.0'), '');
  const file = new EventFile(folder, 5);
  file.write(7, 1, [scalar('x', 1)]);
  file.close();
  expect(readEvents(file.path)[1]).toMatchObject({ step: 5, sessionLog: { status: 1 } });
  expect(basename(file.path)).toMatch(/^events\.out\.tfevents\.4000000001\./);
});
