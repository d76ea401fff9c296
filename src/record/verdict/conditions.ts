import { type Absent, absent } from '../../base/absent.js';
import type { MetricId } from '../../metrics/registry.js';
import { knownMargin } from '../../theory/knownMargin.js';
import type { Facts, JudgedRecord } from './facts.js';
import { STANDARDS } from './standards.js';
import type { CollapseCondition, CollapseVerdict, UnknownCondition } from './types.js';

type Condition = CollapseCondition | UnknownCondition;

/** Judges NC1 to NC4, each by the value that theory predicts where it predicts one. */
export function collapseVerdict(record: JudgedRecord, facts: Facts): CollapseVerdict | Absent {
  const conditions = [
    within(record, facts),
    shape(record, facts),
    duality(record, facts),
    decisions(record, facts),
  ];
  const [nc1, nc2] = conditions;
  if ('absent' in nc1! && 'absent' in nc2!) return absent(nc1.absent);
  if ('absent' in nc1! && !meansCoincide(record)) return absent(nc1.absent);
  return { answer: answerOf(conditions), conditions };
}

function answerOf(conditions: readonly Condition[]): CollapseVerdict['answer'] {
  const known = conditions.filter(condition => 'met' in condition);
  if (!('absent' in conditions[0]!) && known.every(({ met }) => met)) return 'yes';
  // Any network that has been trained for long agrees with the nearest mean: NC4 alone is no sign of collapse.
  return known.some(({ name, met }) => met && name !== 'NC4') ? 'partly' : 'no';
}

/** Whether Σ_B is zero: the features do not tell classes apart at all. */
export function meansCoincide({ absent: reasons }: JudgedRecord): boolean {
  return (reasons['nc1.ratio'] ?? '').includes('coincide');
}

/** NC1: the larger one of two values, as nc1.pinv does not see what is outside of the span of the class means. */
function within(record: JudgedRecord, facts: Facts): Condition {
  const { counts, mergesClasses, measured } = facts;
  if (counts.length > 0 && counts.every(n => n <= 1)) {
    return {
      name: 'NC1',
      absent: 'every class has one sample, which is its mean: NC1 is 0 whatever the network',
    };
  }
  const ratio = measured('nc1.ratio');
  // Between means that merge, nc1.pinv divides one rounding by another.
  const pinv = mergesClasses && ratio !== undefined ? undefined : measured('nc1.pinv');
  const id = pinv === undefined || (ratio ?? 0) > pinv ? 'nc1.ratio' : 'nc1.pinv';
  return atMost('NC1', record, id, STANDARDS.within.value);
}

function shape(record: JudgedRecord, facts: Facts): Condition {
  const limit = STANDARDS.distance.value;
  const { isCrowded, isPredicted, measured } = facts;
  if (isPredicted && measured('nc2.theory') !== undefined) return atMost('NC2', record, 'nc2.theory', limit);
  return isCrowded ? margin(record, facts) : atMost('NC2', record, 'nc2.etf', limit);
}

function margin(record: JudgedRecord, facts: Facts): Condition {
  const best = codeMargin(facts);
  if (best === undefined) {
    return {
      name: 'NC2',
      absent: 'there are more classes than d + 1, and the geometry for them is not known',
    };
  }
  return atLeast('NC2', record, 'gnc2.margin', STANDARDS.margin.value * best);
}

/**
 * The largest margin of the classifier: what cross-entropy leads to for more than d + 1 classes. Squared error has many
 * geometries there.
 */
export function codeMargin({ classes, featureDim, isOneHot, theory, predicted }: Facts): number | undefined {
  if (!isOneHot || theory?.assumptions.loss === 'mse') return undefined;
  return knownMargin({ dim: featureDim, classes }) ?? predicted('gnc2.margin');
}

function duality(record: JudgedRecord, facts: Facts): Condition {
  const { isOneHot, isCrowded, isPredicted, theory, predicted } = facts;
  if (isCrowded && !isPredicted) return atLeast('NC3', record, 'gnc3.alignment', STANDARDS.alignment.value);
  // Without a predicted kernel: at an orthogonal frame only the encoded form is 0.
  const isPlain = isOneHot && (theory === undefined || predicted('nc3.dual') !== undefined);
  const id = isPlain ? 'nc3.dual' : 'nc3.dual.encoded';
  const expected = isPredicted ? (predicted(id) ?? 0) : 0;
  return atMost('NC3', record, id, expected + STANDARDS.distance.value);
}

/** The optimum may give up classes: the network then decides for another class than the nearest mean. */
function decisions(record: JudgedRecord, { mergesClasses, isPredicted, predicted }: Facts): Condition {
  if (mergesClasses) {
    return { name: 'NC4', absent: 'theory predicts that class means coincide: then no mean is the nearest' };
  }
  const expected = isPredicted ? (predicted('nc4.ncc') ?? 1) : 1;
  return atLeast('NC4', record, 'nc4.ncc', expected - (1 - STANDARDS.agreement.value));
}

type Name = CollapseCondition['name'];

function atMost(name: Name, record: JudgedRecord, metric: MetricId, standard: number): Condition {
  return judged(name, record, metric, { standard, wanted: 'at most' });
}

function atLeast(name: Name, record: JudgedRecord, metric: MetricId, standard: number): Condition {
  return judged(name, record, metric, { standard, wanted: 'at least' });
}

function judged(
  name: Name,
  { metrics, absent: reasons }: JudgedRecord,
  metric: MetricId,
  { standard, wanted }: Pick<CollapseCondition, 'standard' | 'wanted'>,
): Condition {
  const value: unknown = metrics[metric];
  if (typeof value !== 'number') return { name, absent: reasons[metric] ?? `${metric} was not measured` };
  const met = wanted === 'at most' ? value <= standard : value >= standard;
  return { name, metric, value, standard, wanted, met };
}
