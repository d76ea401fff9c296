import { type Absent, absent } from '../../base/absent.js';
import type { MetricId } from '../../metrics/registry.js';
import type { Facts, JudgedRecord } from './facts.js';
import { STANDARDS } from './standards.js';
import type { BetterThanPredicted, TheoryVerdict } from './types.js';

/** Says whether the prediction can be compared with this network, and how far apart they are. */
export function theoryVerdict(record: JudgedRecord, facts: Facts): TheoryVerdict | Absent {
  const { theory, measured, predicted } = facts;
  if (theory === undefined) return absent('absent' in record.theory ? record.theory.absent : 'not predicted');
  const onlyAssumed = theory.assumptions.onlyAssumed ?? [];
  const distance = measured('nc2.theory');
  const [balance, cosine] = [both(facts, 'balance.residual'), both(facts, 'nc2.cos')];
  const doubts = doubtsOf(facts, balance);
  const isOthers = onlyAssumed.length > 0;
  return {
    applies: isOthers ? 'no' : doubts.length > 0 ? 'partly' : 'yes',
    because: isOthers ? onlyAssumed : doubts,
    ...(distance !== undefined && facts.isPredicted && { agrees: distance <= STANDARDS.distance.value }),
    ...(distance !== undefined && { distance }),
    ...(cosine && { cosine }),
    ...(balance && { balance }),
    better: isOthers
      ? []
      : BETTER.flatMap(rule => betterBy(rule, measured(rule.metric), predicted(rule.metric))),
  };
}

function both({ measured, predicted }: Facts, id: MetricId) {
  const [now, expected] = [measured(id), predicted(id)];
  return now === undefined || expected === undefined ? undefined : { measured: now, predicted: expected };
}

/** Why the distance to the prediction says little. */
function doubtsOf({ theory }: Facts, balance: ReturnType<typeof both>): string[] {
  const { method, unique } = theory!.prediction;
  return [
    ...(isOutOfBalance(balance) ? ['weights and features are not in the balance of a minimum'] : []),
    ...(unique === false ? ['other minima of the same loss have another geometry'] : []),
    ...(method.kind === 'numerical' && method.converged === false
      ? ['the descent to it has not converged']
      : []),
  ];
}

/** Whether weights and features are farther from balance than the predicted optimum is. */
export function isOutOfBalance(balance: TheoryVerdict['balance']): boolean {
  return balance !== undefined && Math.abs(balance.measured - balance.predicted) > STANDARDS.balance.value;
}

interface BetterRule {
  readonly metric: MetricId;
  readonly direction: 1 | -1;
  readonly why: string;
}

/** The metrics of which "better" has a meaning. Others are only near to their predicted value, or far from it. */
const BETTER: readonly BetterRule[] = [
  {
    metric: 'train.accuracy',
    direction: 1,
    why: 'the network still tells classes apart that the optimum gives up',
  },
  {
    metric: 'train.loss',
    direction: -1,
    why: 'the optimum has a larger data loss and smaller penalties',
  },
  {
    metric: 'nc3.dual',
    direction: -1,
    why: 'at the optimum weights and centered means differ by their common part',
  },
  {
    metric: 'balance.residual',
    direction: -1,
    why: 'the floor of the optimum is that of coordinates which the ReLU holds at zero',
  },
];

/** Accuracies and distances are compared with 1, the loss with its own size. */
function betterBy(
  { metric, direction, why }: BetterRule,
  measured: number | undefined,
  predicted: number | undefined,
): BetterThanPredicted[] {
  if (measured === undefined || predicted === undefined) return [];
  const size = metric === 'train.loss' ? Math.abs(predicted) : 1;
  const isBetter = direction * (measured - predicted) > STANDARDS.better.value * size;
  return isBetter ? [{ metric, measured, predicted, why }] : [];
}
