import { numberText } from '../../base/numberText.js';
import type { MetricId } from '../../metrics/registry.js';
import { meansCoincide } from './conditions.js';
import type { Facts, JudgedRecord } from './facts.js';
import { commonShare } from './geometry.js';
import { STANDARDS } from './standards.js';
import { isOutOfBalance } from './theory.js';
import { isMoving, type Trend } from './trend.js';
import type { CollapseCondition, Limit, Verdict } from './types.js';

/** Gives the trend of a metric; undefined where there are too few epochs. */
export type TrendOf = (id: MetricId) => Trend | undefined;

/** What the limits are derived from. */
export interface Findings extends Pick<Verdict, 'collapsed' | 'geometry' | 'theory'> {
  readonly record: JudgedRecord;
  readonly facts: Facts;
  readonly trendOf: TrendOf;
}

/** A limit, and what to do about it. */
export interface Remedy extends Limit {
  readonly advice: string;
}

/** What limits collapse, most important first. */
export function limitsOf(findings: Findings): Remedy[] {
  const lasting = [...samples(findings), ...minority(findings), ...dimensions(findings)];
  if (isCollapsed(findings)) return lasting;
  const passing = [
    ...coincide(findings),
    ...errors(findings),
    ...moving(findings),
    ...noDecay(findings),
    ...balance(findings),
    ...bias(findings),
    ...imbalance(findings),
  ];
  const all = 'absent' in findings.collapsed ? [...lasting, ...passing] : [...passing, ...lasting];
  return all.length > 0 ? all : rest(findings);
}

export function isCollapsed({ collapsed }: Pick<Verdict, 'collapsed'>): boolean {
  return 'answer' in collapsed && collapsed.answer === 'yes';
}

function unmet({ collapsed }: Findings): CollapseCondition[] {
  if ('absent' in collapsed) return [];
  return collapsed.conditions.filter(
    (condition): condition is CollapseCondition => 'met' in condition && !condition.met,
  );
}

function coincide({ record }: Findings): Remedy[] {
  if (!meansCoincide(record)) return [];
  return [
    {
      kind: 'coincide',
      text: 'all class means coincide: the features do not tell the classes apart',
      advice: 'Lower the weight decay or the learning rate: the layers in front of the head may be dead.',
    },
  ];
}

function samples({ facts: { counts } }: Findings): Remedy[] {
  const few = counts.flatMap((n, k) => (n < STANDARDS.samples.value ? [k] : []));
  if (few.length === 0) return [];
  const least = Math.min(...few.map(k => counts[k]!));
  const [have, each] = few.length === 1 ? ['has', ''] : ['have', ' each'];
  const text =
    least > 1
      ? `${classesText(few)} ${have} as few as ${least} measured samples: NC1 is too small there`
      : `${classesText(few)} ${have} a single measured sample${each}, its own mean: NC1 is 0 there`;
  const advice = `Measure at least ${STANDARDS.samples.value} samples of each class.`;
  return [{ kind: 'few samples', text, advice }];
}

function errors({ facts: { measured, predicted } }: Findings): Remedy[] {
  const accuracy = measured('train.accuracy');
  if (accuracy === undefined || accuracy >= Math.min(1, predicted('train.accuracy') ?? 1)) return [];
  const text = `${percentText(1 - accuracy)} of the measured samples are decided wrongly`;
  const advice = 'Train until no measured sample is wrong; the outliers may have wrong labels.';
  return [{ kind: 'errors', text, advice }];
}

function moving(findings: Findings): Remedy[] {
  const { facts, trendOf } = findings;
  const ids = [...unmet(findings).map(({ metric }) => metric), 'balance.residual' as const];
  const moved = (id: MetricId) => {
    const trend = facts.measured(id) === undefined ? undefined : trendOf(id);
    return isMoving(trend) ? [{ id, trend }] : [];
  };
  // A loss that rises is worse than anything else that moves.
  const growing = moved('train.loss').filter(({ trend }) => trend.change > 0);
  const [first] = [...growing, ...ids.flatMap(moved)];
  if (first === undefined) return [];
  const { change, epochs } = first.trend;
  const text = `${first.id} still ${change > 0 ? 'rises' : 'falls'}, by ${amountText(change)} in the last ${epochs} epochs`;
  const advice =
    change > 0 && !RISING.has(first.id)
      ? 'Lower the learning rate, or let it decay to zero.'
      : 'Train on, with a learning rate that decays to zero.';
  return [{ kind: 'moving', text, advice }];
}

/** `35%`, `a factor of 7.2` */
function amountText(change: number): string {
  return change > 1 ? `a factor of ${numberText(1 + change, 2)}` : percentText(Math.abs(change));
}

/** Rise on the way to collapse. */
const RISING: ReadonlySet<MetricId> = new Set(['nc4.ncc', 'gnc2.margin', 'gnc3.alignment']);

function noDecay({ facts: { theory } }: Findings): Remedy[] {
  if (theory === undefined || theory.assumptions.lambdaW !== 0 || theory.assumptions.head === 'fixed')
    return [];
  if ((theory.assumptions.onlyAssumed ?? []).length > 0) return [];
  const text = "the head's kernel has no weight decay: only directions converge, and slowly";
  return [{ kind: 'no decay', text, advice: 'Give the kernel of the head an l2 regularizer, such as 5e-3.' }];
}

function balance({ theory, facts, trendOf }: Findings): Remedy[] {
  const found = 'absent' in theory ? undefined : theory.balance;
  if (found === undefined || !isOutOfBalance(found) || isMoving(trendOf('balance.residual'))) return [];
  const isNonnegative = facts.theory?.assumptions.featureActivation.value === 'nonnegative';
  const text = `weights and features are out of balance (${numberText(found.measured, 2)}, predicted ${numberText(found.predicted, 2)})`;
  const advice = isNonnegative
    ? 'Penalize the features too, or leave out the ReLU in front of the head.'
    : 'Raise weight decay, learning rate or epochs: decay acts slowly.';
  return [{ kind: 'out of balance', text, advice }];
}

/** Both are what the bias would take over. */
function bias({ geometry, record, facts }: Findings): Remedy[] {
  const share = commonShare(record);
  const isRaised = 'nearest' in geometry && geometry.nearest === 'raised simplex';
  const isPenalized = (facts.theory?.assumptions.lambdaB ?? 0) !== 0;
  const isSquared = facts.theory?.assumptions.loss === 'mse';
  const advice = isPenalized
    ? 'Take the penalty off the bias of the head.'
    : isSquared
      ? 'Start the bias of the head at the mean code, 1/K for one-hot codes.'
      : 'Give the bias more steps: it moves last.';
  if (isRaised && share !== undefined && geometry.predicted !== undefined) {
    const text = `the class means share ${percentText(share)} of their squared length, which the bias should carry`;
    return [{ kind: 'bias', text, advice }];
  }
  const distance = facts.measured('bias.theory');
  if (!facts.isPredicted || distance === undefined || distance <= STANDARDS.balance.value) return [];
  return [
    {
      kind: 'bias',
      text: `the bias is ${timesText(distance)} its length away from the predicted one`,
      advice,
    },
  ];
}

function minority({ facts, geometry }: Findings): Remedy[] {
  const zero = facts.theory?.prediction.minorityCollapsed ?? [];
  const gone = 'vanished' in geometry ? (geometry.vanished ?? []) : [];
  const advice = 'Lower the weight decay, or give rare classes a larger weight (classWeight).';
  const says = (text: string): Remedy[] => [{ kind: 'minority collapse', text, advice }];
  if (zero.length > 0) return says(`theory predicts that the mean of ${classesText(zero)} vanishes`);
  if (facts.mergesClasses) return says('theory predicts that the means of rare classes merge');
  if (gone.length === 0 || !isUnequal(facts)) return [];
  const [means, have] = gone.length === 1 ? ['mean', 'has'] : ['means', 'have'];
  return says(`the ${means} of ${classesText(gone)} ${have} vanished`);
}

function imbalance({ facts }: Findings): Remedy[] {
  if (!isUnequal(facts)) return [];
  const { counts } = facts;
  const text = `the classes have between ${Math.min(...counts)} and ${Math.max(...counts)} samples`;
  const advice = 'Give rare classes a larger weight (classWeight), or measure and train equal numbers.';
  return [{ kind: 'imbalance', text, advice }];
}

function isUnequal({ counts }: Facts): boolean {
  return counts.length > 0 && Math.max(...counts) >= STANDARDS.imbalance.value * Math.min(...counts);
}

function dimensions({ facts: { isCrowded, classes, featureDim } }: Findings): Remedy[] {
  if (!isCrowded) return [];
  const text = `no simplex ETF of ${classes} classes fits in ${featureDim} ${featureDim === 1 ? 'dimension' : 'dimensions'}`;
  const advice = `Give the layer in front of the head at least ${classes} units for a simplex or orthogonal frame.`;
  return [{ kind: 'dimensions', text, advice }];
}

/** Nothing above is in the way. */
function rest(findings: Findings): Remedy[] {
  const { collapsed, trendOf } = findings;
  if ('absent' in collapsed) return [];
  const isKnown = unmet(findings).some(({ metric }) => trendOf(metric) !== undefined);
  if (!isKnown) {
    const text = `fewer than ${STANDARDS.points.value} epochs are measured: whether it still moves is not known`;
    return [{ kind: 'too early', text, advice: 'Train on.' }];
  }
  const text = 'training has come to rest away from collapse';
  const advice = 'Raise the weight decay or the learning rate, or begin from other weights.';
  return [{ kind: 'at rest', text, advice }];
}

/** The first few by number. */
function classesText(classes: readonly number[]): string {
  const [shown, more] = [classes.slice(0, 3), classes.length - 3];
  const list = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
  return classes.length === 1 ? `class ${list}` : `classes ${list}`;
}

/** `35% of`, `7.2 times` */
function timesText(share: number): string {
  return share > 1 ? `${numberText(share, 2)} times` : `${percentText(share)} of`;
}

/** `2.3%`; never 0% where there is something. */
export function percentText(share: number): string {
  return `${numberText(100 * share, 2)}%`;
}
