import { describe, expect, it } from 'vitest';
import type { CollapseCondition, CollapseVerdict, TheoryVerdict } from '../../../src/record/verdict/types.js';
import { divergedVerdict, VerdictTracker, verdictOf } from '../../../src/record/verdict/verdict.js';
import { type Changes, collapsedRecord, holding, kinds, verdictOn } from './judged.js';

const none = undefined as unknown as number;
const noTheory = { theory: { absent: 'the loss is not known' }, metrics: { 'nc2.theory': none } } as const;

describe('which conditions hold', () => {
  it.each<[string, Changes, string, string]>([
    ['all of them', {}, 'yes', 'NC1+NC2+NC3+NC4'],
    ['NC1 at its standard', { metrics: { 'nc1.pinv': 0.01 } }, 'yes', 'NC1+NC2+NC3+NC4'],
    ['NC1 above it', { metrics: { 'nc1.pinv': 0.0101 } }, 'partly', 'NC2+NC3+NC4'],
    ['spread outside of the span of the means', { metrics: { 'nc1.ratio': 0.5 } }, 'partly', 'NC2+NC3+NC4'],
    ['far from the predicted geometry', { metrics: { 'nc2.theory': 0.3 } }, 'partly', 'NC1+NC3+NC4'],
    ['weights elsewhere', { metrics: { 'nc3.dual': 0.11 } }, 'partly', 'NC1+NC2+NC4'],
    ['one sample in fifty decided otherwise', { metrics: { 'nc4.ncc': 0.98 } }, 'partly', 'NC1+NC2+NC3'],
    [
      'only NC4, as in any trained network',
      { metrics: { 'nc1.pinv': 0.3, 'nc2.theory': 0.3, 'nc3.dual': 0.5 } },
      'no',
      'NC4',
    ],
    ['no head to compare', { metrics: { 'nc3.dual': none } }, 'yes', 'NC1+NC2+NC4'],
    ['without a prediction the centered shape decides', noTheory, 'yes', 'NC1+NC2+NC3+NC4'],
    [
      'without a prediction, far from a simplex',
      { ...noTheory, metrics: { ...noTheory.metrics, 'nc2.etf': 0.2 } },
      'partly',
      'NC1+NC3+NC4',
    ],
    [
      'a prediction of another training does not decide',
      { assumptions: { onlyAssumed: ['hinge loss'] }, metrics: { 'nc2.theory': 0.5 } },
      'yes',
      'NC1+NC2+NC3+NC4',
    ],
    [
      'NC3 has the predicted value of an orthogonal frame',
      { predicted: { 'nc3.dual': 0.52 }, metrics: { 'nc3.dual': 0.55 } },
      'yes',
      'NC1+NC2+NC3+NC4',
    ],
    [
      'more self-dual than predicted',
      { predicted: { 'nc3.dual': 0.52 }, metrics: { 'nc3.dual': 0.1 } },
      'yes',
      'NC1+NC2+NC3+NC4',
    ],
    [
      'the scale-free prediction of an orthogonal frame has no kernel',
      { predicted: { 'nc3.dual': none }, prediction: { scaleFree: true }, metrics: { 'nc3.dual': 0.5 } },
      'yes',
      'NC1+NC2+NC3+NC4',
    ],
    [
      'an optimum that decides a class wrongly',
      { predicted: { 'nc4.ncc': 0.75, 'train.accuracy': 0.75 }, metrics: { 'nc4.ncc': 0.75 } },
      'yes',
      'NC1+NC2+NC3+NC4',
    ],
    [
      'means that merge: nc1.pinv divides rounding by rounding, and no mean is the nearest',
      {
        predicted: { 'nc1.cdnv': none, 'nc4.ncc': none },
        metrics: { 'nc1.pinv': 2, 'nc4.ncc': 0.9 },
      },
      'yes',
      'NC1+NC2+NC3',
    ],
  ])('%s', (_, changes, answer, names) => {
    const verdict = verdictOn(changes);
    expect(verdict.collapsed).toMatchObject({ answer });
    expect(holding(verdict)).toBe(names);
  });

  it('says by which metric, value and standard', () => {
    const { collapsed } = verdictOn({ predicted: { 'nc3.dual': 0.5 } });
    const conditions = (collapsed as CollapseVerdict).conditions as readonly CollapseCondition[];
    expect(conditions.map(({ metric, value, wanted }) => [metric, value, wanted])).toEqual([
      ['nc1.pinv', 1e-3, 'at most'],
      ['nc2.theory', 0.02, 'at most'],
      ['nc3.dual', 0.03, 'at most'],
      ['nc4.ncc', 1, 'at least'],
    ]);
    expect(conditions.map(({ standard }) => standard)).toEqual([0.01, 0.1, 0.6, 0.99]);
  });

  it('says nothing for one sample per class, whose NC1 is 0 whatever the network', () => {
    const verdict = verdictOn({
      measured: { counts: [1, 1, 1, 1] },
      metrics: { 'nc1.pinv': 0, 'nc1.ratio': 0 },
    });
    expect(holding(verdict)).toMatch(/one sample/);
    expect(kinds(verdict)[0]).toBe('few samples');
  });

  it('has not collapsed where all class means coincide', () => {
    const gone = { 'nc1.pinv': none, 'nc1.ratio': none, 'nc2.etf': none, 'nc2.theory': 1, 'nc3.dual': none };
    const verdict = verdictOn({
      metrics: { ...gone, 'nc4.ncc': none },
      absent: { 'nc1.ratio': 'all class means coincide: Σ_B is zero' },
    });
    expect(verdict.collapsed).toMatchObject({ answer: 'no' });
    expect(kinds(verdict)[0]).toBe('coincide');
  });
});

describe('more classes than d + 1', () => {
  const crowded: Changes = {
    measured: { classes: 5, featureDim: 2 },
    assumptions: { loss: 'cross-entropy' },
    prediction: { unique: none as unknown as boolean },
    metrics: {
      'nc2.theory': 1.1,
      'nc2.etf': 0.8,
      'nc2.of': 0.9,
      'gnc2.margin': 0.67,
      'gnc3.alignment': 0.999,
    },
  };

  it('is judged by the softmax code: in two dimensions 1 − cos 72° = 0.691', () => {
    const verdict = verdictOn(crowded);
    expect(verdict.collapsed).toMatchObject({ answer: 'yes' });
    expect(verdict.geometry).toMatchObject({ name: 'softmax code' });
    expect((verdict.geometry as { distance: number }).distance).toBeCloseTo(1 - 0.67 / 0.690983, 6);
    expect(kinds(verdict)).toEqual(['dimensions']);
  });

  it('is not collapsed below 90% of its margin', () => {
    const metrics = { ...crowded.metrics, 'gnc2.margin': 0.62 };
    expect(holding(verdictOn({ ...crowded, metrics }))).toBe('NC1+NC3+NC4');
  });

  it('has no standard under squared error, which has many minima there', () => {
    const verdict = verdictOn({ ...crowded, assumptions: { loss: 'mse' }, prediction: { unique: false } });
    const { conditions } = verdict.collapsed as CollapseVerdict;
    expect(conditions[1]).toMatchObject({ name: 'NC2', absent: expect.stringContaining('not known') });
    expect(verdict.theory).toMatchObject({ applies: 'partly' });
    expect(verdict.theory).not.toHaveProperty('agrees');
  });
});

describe('what theory says', () => {
  const theory = (changes: Changes) => verdictOn(changes).theory as TheoryVerdict;

  it('applies and agrees', () => {
    expect(theory({})).toEqual({
      applies: 'yes',
      because: [],
      agrees: true,
      distance: 0.02,
      cosine: { measured: -0.333, predicted: -1 / 3 },
      balance: { measured: 0.05, predicted: 0 },
      better: [],
    });
  });

  it.each<[string, Changes, Partial<TheoryVerdict>]>([
    ['disagrees', { metrics: { 'nc2.theory': 0.2 } }, { applies: 'yes', agrees: false }],
    ['says little out of balance', { metrics: { 'balance.residual': 0.3 } }, { applies: 'partly' }],
    [
      'allows for the floor of a ReLU',
      { metrics: { 'balance.residual': 0.55 }, predicted: { 'balance.residual': 0.5 } },
      { applies: 'yes' },
    ],
    [
      'is that of another training',
      { assumptions: { onlyAssumed: ['the loss is hinge'] } },
      { applies: 'no', because: ['the loss is hinge'] },
    ],
    [
      'came from a descent that has not ended',
      {
        prediction: {
          method: {
            kind: 'numerical',
            gradientNorm: 1e-3,
            converged: false,
            restarts: 1,
            lossSpread: 0,
            certified: false,
          },
        },
      },
      { applies: 'partly' },
    ],
  ])('%s', (_, changes, expected) => {
    expect(theory(changes)).toMatchObject(expected);
  });

  it('is missing with its reason', () => {
    expect(verdictOn(noTheory).theory).toEqual({ absent: 'the loss is not known' });
  });

  it.each<[string, number, number, boolean]>([
    ['train.accuracy', 1, 0.75, true],
    ['train.accuracy', 1, 0.95, false],
    ['train.loss', 0.002, 0.004, true],
    ['train.loss', 0.0019, 0.002, false],
    ['train.loss', 0.004, 0.002, false],
    ['nc3.dual', 0.2, 0.52, true],
    ['balance.residual', 0.3, 0.5, true],
  ])('explains a %s of %d where %d is predicted: %s', (metric, measured, predicted, isBetter) => {
    const { better } = theory({ metrics: { [metric]: measured }, predicted: { [metric]: predicted } });
    expect(better.map(({ metric: id }) => id)).toEqual(isBetter ? [metric] : []);
    if (isBetter) expect(better[0]).toMatchObject({ measured, predicted, why: expect.any(String) });
  });
});

describe('what limits a network', () => {
  const far = { 'nc2.theory': 0.3, 'nc2.etf': 0.3 };

  it.each<[string, Changes, string[]]>([
    ['nothing, collapsed as it is', {}, []],
    ['too few epochs', { metrics: far }, ['too early']],
    ['errors', { metrics: { ...far, 'train.accuracy': 0.9 } }, ['errors']],
    [
      'no errors beyond those of the optimum',
      { metrics: { ...far, 'train.accuracy': 0.75 }, predicted: { 'train.accuracy': 0.75 } },
      ['too early'],
    ],
    ['no weight decay', { metrics: far, assumptions: { lambdaW: 0 } }, ['no decay']],
    [
      'decay of a head that is not trained',
      { metrics: far, assumptions: { lambdaW: 0, head: 'fixed' } },
      ['too early'],
    ],
    ['no balance', { metrics: { ...far, 'balance.residual': 0.8 } }, ['out of balance']],
    ['the bias', { metrics: { ...far, 'bias.theory': 0.6 } }, ['bias']],
    ['class sizes', { metrics: far, measured: { counts: [60, 60, 60, 20] } }, ['imbalance']],
    [
      'class sizes that hardly differ',
      { metrics: far, measured: { counts: [30, 20, 20, 20] } },
      ['too early'],
    ],
    ['few samples of one class', { measured: { counts: [20, 20, 20, 1] } }, ['few samples']],
    ['minority collapse as predicted', { prediction: { minorityCollapsed: [3] } }, ['minority collapse']],
    ['merged minorities', { predicted: { 'nc1.cdnv': none, 'nc4.ncc': none } }, ['minority collapse']],
    [
      'a rare class that has vanished',
      { metrics: far, measured: { counts: [60, 60, 60, 5] }, norms: { classMeans: [1, 1, 1, 0.05] } },
      ['imbalance', 'minority collapse'],
    ],
  ])('%s', (_, changes, expected) => {
    const verdict = verdictOn(changes);
    expect(kinds(verdict)).toEqual(expected);
    expect(verdict.advice.length).toBeGreaterThan(0);
    expect(verdict.advice.length).toBeLessThanOrEqual(2);
  });

  /** The verdict after `epochs` epochs in which metrics took these values. */
  function verdictAfter(epochs: number, valuesAt: (epoch: number) => Changes['metrics']) {
    const tracker = new VerdictTracker();
    const verdicts = Array.from({ length: epochs }, (_, epoch) =>
      tracker.add({ ...collapsedRecord({ metrics: valuesAt(epoch)! }), epoch }),
    );
    return verdicts.at(-1)!;
  }

  it('is motion, of a metric that does not hold', () => {
    const falling = verdictAfter(20, epoch => ({ ...far, 'nc2.theory': 0.9 * Math.exp(-0.05 * epoch) }));
    expect(kinds(falling)).toEqual(['moving']);
    // The last five epochs: 1 − e^(−0.05·4) = 18%.
    expect(falling.limiting[0]!.text).toBe('nc2.theory still falls, by 18% in the last 4 epochs');
    const rising = verdictAfter(20, epoch => ({ ...far, 'nc2.theory': 0.2 * Math.exp(0.05 * epoch) }));
    expect(rising.limiting[0]!.text).toBe('nc2.theory still rises, by 22% in the last 4 epochs');
    expect(rising.advice).toEqual(['Lower the learning rate, or let it decay to zero.']);
  });

  it('is not motion of a metric that holds, nor noise, nor a slow drift', () => {
    expect(kinds(verdictAfter(20, epoch => ({ 'nc1.pinv': 1e-3 * Math.exp(-0.1 * epoch) })))).toEqual([]);
    expect(kinds(verdictAfter(20, epoch => ({ ...far, 'nc2.theory': epoch % 2 ? 0.3 : 0.6 })))).toEqual([
      'at rest',
    ]);
    expect(
      kinds(verdictAfter(20, epoch => ({ ...far, 'nc2.theory': 0.9 * Math.exp(-0.01 * epoch) }))),
    ).toEqual(['at rest']);
  });

  it('is the balance only once that has come to rest', () => {
    const moving = verdictAfter(20, epoch => ({ ...far, 'balance.residual': 1.5 * Math.exp(-0.05 * epoch) }));
    expect(kinds(moving)).toEqual(['moving']);
    expect(kinds(verdictAfter(20, () => ({ ...far, 'balance.residual': 0.8 })))).toEqual(['out of balance']);
  });

  it('begins anew where epochs are counted from an earlier one again', () => {
    const tracker = new VerdictTracker();
    for (let epoch = 0; epoch < 20; epoch++) {
      tracker.add({ ...collapsedRecord({ metrics: { 'nc2.theory': 0.9 * 0.8 ** epoch } }), epoch });
    }
    const again = tracker.add({ ...collapsedRecord({ metrics: far }), epoch: 0 });
    expect(kinds(again)).toEqual(['too early']);
  });

  it('is the common part of the means that the bias should carry', () => {
    // Centered means of length 1 around a common mean of length 0.5, at right angles to them.
    const norms = { classMeans: Array(4).fill(Math.sqrt(1.25)), centeredClassMeans: Array(4).fill(1) };
    const metrics = { 'nc2.etf': 0.01, 'nc2.theory': 0.36, 'bias.theory': 0.5 };
    const verdict = verdictOn({ norms, metrics });
    expect(verdict.geometry).toMatchObject({ name: 'raised simplex', predicted: 'simplex ETF' });
    expect(kinds(verdict)).toEqual(['bias']);
    expect(verdict.limiting[0]!.text).toContain('20% of their squared length');
  });
});

describe('a network that diverged', () => {
  it('keeps the verdict of its latest measured epoch, and says so first', () => {
    const before = verdictOn({ metrics: { 'nc2.theory': 0.3 } });
    const after = divergedVerdict(before, { epoch: 7 });
    expect(after.collapsed).toEqual(before.collapsed);
    expect(kinds(after)).toEqual(['diverged', 'too early']);
    expect(after.advice[0]).toMatch(/learning rate/);
  });

  it('has none before its first measured epoch', () => {
    const { collapsed, geometry, theory } = divergedVerdict(undefined, { epoch: 0 });
    for (const part of [collapsed, geometry, theory]) expect(part).toHaveProperty('absent');
  });
});

it('takes records of files, with whatever they lack', () => {
  const record = collapsedRecord();
  const bare = {
    ...record,
    metrics: { 'nc1.pinv': null } as unknown as typeof record.metrics,
    measured: { ...record.measured, counts: undefined as unknown as number[] },
    norms: { classMeans: [] } as unknown as typeof record.norms,
    theory: { absent: 'of another version' },
  };
  const { collapsed, geometry } = verdictOf(bare);
  expect([collapsed, geometry]).toEqual([{ absent: expect.any(String) }, { absent: expect.any(String) }]);
});
