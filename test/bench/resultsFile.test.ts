import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BenchReport } from '../../bench/bench.js';
import { mergeSections, saveResults, sectionOf } from '../../bench/resultsFile.js';

const ORDER = ['first', 'second', 'third'];
const report = (name: string, body: string): BenchReport => ({
  name,
  title: 'A title',
  setup: 'a machine',
  body,
});

describe('mergeSections', () => {
  it('begins a file with a preamble and the sections in order', () => {
    const text = mergeSections('', [report('third', 'c'), report('first', 'a')], ORDER);
    expect(text).toMatch(
      /^# Benchmarks\n[\s\S]*\n\n## first\n\nA title\. a machine\.\n\na\n\n## third\n\nA title/,
    );
  });

  it('replaces a section that was run again and leaves the others as they are', () => {
    const before = mergeSections('', [report('first', 'a'), report('third', '| c |\n\n### detail')], ORDER);
    const after = mergeSections(before, [report('first', 'new')], ORDER);
    expect(after).toBe(before.replace('\n\na\n', '\n\nnew\n'));
    expect(after).toContain(sectionOf(report('third', '| c |\n\n### detail')));
  });

  it('puts a new section at its place', () => {
    const before = mergeSections('', [report('first', 'a'), report('third', 'c')], ORDER);
    const after = mergeSections(before, [report('second', 'b')], ORDER);
    expect([...after.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(ORDER);
  });

  it('keeps sections of benchmarks that are no longer there, at the end', () => {
    const before = mergeSections('', [report('gone', 'old')], ['gone']);
    const after = mergeSections(before, [report('second', 'b')], ORDER);
    expect([...after.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(['second', 'gone']);
    expect(after).toContain(sectionOf(report('gone', 'old')));
  });
});

describe('saveResults', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-nc-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes the file, and the same again the second time', () => {
    const file = join(folder, 'RESULTS.md');
    saveResults(file, [report('first', 'a'), report('second', 'b')], ORDER);
    const once = readFileSync(file, 'utf8');
    saveResults(file, [report('second', 'b')], ORDER);
    expect(readFileSync(file, 'utf8')).toBe(once);
  });
});
