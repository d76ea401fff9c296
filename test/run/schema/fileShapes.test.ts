import { expect, it } from 'vitest';
import { failureShape, infoShape, recordShape, snapshotShape } from '../../../run/schema/fileShapes.js';
import { shallow } from '../../../run/schema/shape.js';
import type { TheoryComparison } from '../../../src/theory/comparison.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { fakeRun } from '../../helpers/fakeRun.js';

const theory = exampleRecord(0).theory as TheoryComparison;
const deep = JSON.parse('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000));

it('what this package writes has its shape', () => {
  const { records, info, snapshot } = fakeRun();
  for (const record of [exampleRecord(0), ...records]) expect(recordShape(record)).toBe(true);
  for (const one of [exampleRunInfo(), info]) expect(infoShape(one)).toBe(true);
  for (const one of [exampleSnapshot(1), snapshot]) expect(snapshotShape(one)).toBe(true);
  const failure = { schema: 'tfjs-nc.failure/1', run: 'a', epoch: 1, error: 'NaN', logs: { loss: null } };
  expect(failureShape(failure)).toBe(true);
});

it.each<[string, object]>([
  ['metrics that are none', { metrics: null }],
  ['a metric in words', { metrics: { 'nc1.pinv': '1' } }],
  ['no terminal phase', { terminalPhase: undefined }],
  ['an epoch that is no number', { epoch: '1' }],
  ['norms that are none', { norms: { classMeans: [1, null] } }],
  ['a reason beside a prediction', { theory: { ...exampleRecord(0).theory, absent: 5 } }],
  ['a λ_b in other words', { theory: { ...theory, assumptions: { ...theory.assumptions, lambdaB: 'x' } } }],
  ['outliers that are none', { outliers: { length: 3 } }],
  ['layers that are none', { depth: [null] }],
  ['a verdict in words', { verdict: 'yes' }],
  ['a verdict without an answer', { verdict: { ...exampleRecord(0).verdict, collapsed: {} } }],
  ['limits that are none', { verdict: { ...exampleRecord(0).verdict, limiting: [null] } }],
  ['advice that is none', { verdict: { ...exampleRecord(0).verdict, advice: 'none' } }],
  ['objects without end', { further: deep }],
])('a record with %s is none', (_, change) => {
  expect(recordShape({ ...exampleRecord(0), ...change })).toBe(false);
});

it('a record may lack the verdict', () => {
  expect(recordShape({ ...exampleRecord(0), verdict: undefined })).toBe(true);
});

it('a record may have null for a number that was not finite, and fields of later versions', () => {
  const logs = { loss: null };
  expect(recordShape({ ...exampleRecord(0), logs, metrics: { 'nc1.pinv': null }, later: { a: 1 } })).toBe(
    true,
  );
});

it.each<[string, object]>([
  ['a name that is none', { run: { toString: 1 } }],
  ['no start', { started: undefined }],
  [
    'a regularizer that is null',
    { model: { ...exampleRunInfo().model, layers: [{ name: 'a', class: 'b', regularizers: { x: null } }] } },
  ],
  ['options without end', { options: deep }],
  ['class names that are none', { classNames: [1] }],
])('run.json with %s is none', (_, change) => {
  expect(infoShape({ ...exampleRunInfo(), ...change })).toBe(false);
});

it.each<[string, object]>([
  ['a matrix that is none', { meanGram: { measured: [[1], 2], predicted: { absent: '' } } }],
  ['a projection that is none', { projection: { shares: [1], means: [], samples: [] } }],
  ['classes that are none', { classes: {} }],
  ['cosines that are none', { crossCosines: { measured: [['1']], predicted: { absent: '' } } }],
  ['lengths of rows that are none', { rowNorms: { measured: 1, predicted: [1] } }],
  ['earlier epochs that are none', { earlier: [{ epoch: 1, norms: [1], cosines: [null] }] }],
  ['objects without end', { further: deep }],
])('a snapshot with %s is none', (_, change) => {
  expect(snapshotShape({ ...exampleSnapshot(0), ...change })).toBe(false);
});

it('an inherited field is not a field', () => {
  expect(infoShape(Object.create(exampleRunInfo()))).toBe(false);
});

it('shallow allows what people nest', () => {
  expect(shallow({ a: [{ b: { c: [1, 'x', null] } }] })).toBe(true);
  expect(shallow(deep)).toBe(false);
});
