import type { JudgedRecord } from '../../../src/record/verdict/facts.js';
import type { CollapseCondition, Verdict } from '../../../src/record/verdict/types.js';
import { verdictOf } from '../../../src/record/verdict/verdict.js';
import type { TheoryAssumptions } from '../../../src/theory/assumptions.js';
import type { PredictionSummary } from '../../../src/theory/comparison.js';

/** What a record may have other than {@link collapsedRecord}. */
export interface Changes {
  readonly metrics?: JudgedRecord['metrics'];
  readonly absent?: JudgedRecord['absent'];
  readonly measured?: Partial<JudgedRecord['measured']>;
  readonly norms?: Partial<JudgedRecord['norms']>;
  readonly assumptions?: Partial<TheoryAssumptions>;
  readonly prediction?: Partial<PredictionSummary>;
  readonly predicted?: JudgedRecord['metrics'];
  readonly theory?: JudgedRecord['theory'];
}

/** Four classes that have collapsed to a simplex ETF, as predicted, but for the changes. A metric of undefined is absent. */
export function collapsedRecord(changes: Changes = {}): JudgedRecord {
  const { metrics, absent, measured, norms, assumptions, prediction, predicted, theory } = changes;
  const classes = measured?.classes ?? 4;
  const perClass = (value: number) => Array.from({ length: classes }, () => value);
  return {
    epoch: 50,
    metrics: {
      'nc1.pinv': 1e-3,
      'nc1.ratio': 1e-3,
      'nc2.etf': 0.02,
      'nc2.of': 0.518,
      'nc2.cos': -0.333,
      'nc2.theory': 0.02,
      'nc3.dual': 0.03,
      'nc3.dual.encoded': 0.03,
      'nc4.ncc': 1,
      'balance.residual': 0.05,
      'bias.theory': 0.01,
      'train.accuracy': 1,
      'train.loss': 0.002,
      ...metrics,
    },
    absent: absent ?? {},
    weighting: 'class',
    measured: {
      samples: 80,
      classes,
      featureDim: 8,
      layer: 'head',
      side: 'input',
      head: 'head',
      encoding: 'one-hot',
      encodingSource: 'found',
      counts: perClass(20),
      source: { kind: 'evaluation', passes: 1 },
      ...measured,
    },
    norms: {
      classMeans: perClass(1),
      centeredClassMeans: perClass(1),
      withinClassVariances: perClass(1e-3),
      ...norms,
    },
    theory: theory ?? {
      assumptions: {
        loss: 'mse',
        lambdaW: 0.008,
        lambdaH: { value: 2e-5, source: 'calibrated' },
        lambdaB: 0,
        featureActivation: { value: 'linear', source: 'data' },
        notes: [],
        ...assumptions,
      },
      prediction: {
        method: { kind: 'closed-form', source: 'a paper' },
        tau: 0.004,
        scaleFree: false,
        unique: true,
        meanCosine: -1 / 3,
        minorityCollapsed: [],
        absent: {},
        ...prediction,
      },
      predicted: {
        'nc1.ratio': 0,
        'nc1.cdnv': 0,
        'nc2.etf': 0,
        'nc2.of': 0.518,
        'nc2.cos': -1 / 3,
        'nc3.dual': 0,
        'nc3.dual.encoded': 0,
        'nc4.ncc': 1,
        'balance.residual': 0,
        'train.accuracy': 1,
        'train.loss': 0.002,
        ...predicted,
      },
      gap: {},
    },
  };
}

/** The verdict on such a record. */
export function verdictOn(changes: Changes = {}): Verdict {
  return verdictOf(collapsedRecord(changes));
}

/** `NC1+NC4`: the conditions that hold; the reason where nothing can be judged. */
export function holding({ collapsed }: Verdict): string {
  if ('absent' in collapsed) return collapsed.absent;
  return collapsed.conditions
    .filter((condition): condition is CollapseCondition => 'met' in condition && condition.met)
    .map(({ name }) => name)
    .join('+');
}

/** The kinds of what limits it. */
export function kinds({ limiting }: Verdict): string[] {
  return limiting.map(({ kind }) => kind);
}
