import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { finding } from '../../../backends/native/checks/finding.js';
import { count, reportLines } from '../../../cli/doctor/index.js';

const plain = (_format: string, text: string) => text;
const findings = [
  finding('gpu', 'gpu.none', 'info', 'no GPU'),
  finding('machine', 'node.version', 'ok', 'Node 22', { details: ['a fact'] }),
  finding('machine', 'machine.avx', 'problem', 'no AVX', { advice: ['use wasm'] }),
];

test('findings stand in sections, with facts and advice below', () => {
  expect(reportLines(findings, plain)).toEqual([
    'Node and machine',
    '  ok       Node 22',
    '           a fact',
    '  problem  no AVX',
    '           → use wasm',
    '',
    'GPU',
    '  info     no GPU',
    '',
    '1 problem, no warnings; → says what to do.',
  ]);
});

test('all well', () => {
  expect(reportLines([findings[1]!], plain).at(-1)).toBe('All is well.');
  expect(count(findings)).toEqual({ ok: 1, info: 1, warning: 0, problem: 1 });
});

test('colors are those of the state', () => {
  const style = (format: 'red', text: string) => styleText(format, text, { validateStream: false });
  const lines = reportLines(findings, style as Parameters<typeof reportLines>[1]);
  expect(lines.find(line => line.includes('no AVX'))).toContain('[31mproblem');
});
