import type { MetricId } from '../../metrics/registry.js';
import type { NeuralCollapseRecord, WrittenRecord } from '../record.js';
import { collapseVerdict } from './conditions.js';
import { factsOf, type JudgedRecord } from './facts.js';
import { geometryVerdict } from './geometry.js';
import { isCollapsed, limitsOf, type Remedy, type TrendOf } from './limits.js';
import { theoryVerdict } from './theory.js';
import { TrendTracker } from './trend.js';
import type { Limit, Verdict } from './types.js';

/** What a run is judged by whose latest record is this one. A trend needs the records before it. */
export function verdictOf(record: JudgedRecord, trendOf: TrendOf = () => undefined): Verdict {
  const facts = factsOf(record);
  const collapsed = collapseVerdict(record, facts);
  const geometry = geometryVerdict(record, facts);
  const theory = theoryVerdict(record, facts);
  const remedies = limitsOf({ record, facts, collapsed, geometry, theory, trendOf });
  return {
    collapsed,
    geometry,
    theory,
    limiting: remedies.map(({ kind, text }) => ({ kind, text })),
    advice: adviceOf(remedies, isCollapsed({ collapsed })),
  };
}

/** More would not be tried. */
const MOST_ADVICE = 2;

const OTHERS = 'Compare with another loss, bias or encoding: tfjs-nc predict says what to expect.';

function adviceOf(remedies: readonly Remedy[], collapsed: boolean): string[] {
  const distinct = [...new Set(remedies.map(({ advice }) => advice))].slice(0, MOST_ADVICE);
  return distinct.length === 0 && collapsed ? [OTHERS] : distinct;
}

/** The verdict of a run that diverged after its latest measured epoch, or before the first one. */
export function divergedVerdict(before: Verdict | undefined, { epoch }: { readonly epoch: number }): Verdict {
  const nothing = { absent: `the network diverged at epoch ${epoch}, before anything was measured` };
  const { limiting, ...rest } = before ?? {
    ...{ collapsed: nothing, geometry: nothing, theory: nothing },
    limiting: [],
  };
  const diverged: Limit = {
    kind: 'diverged',
    text: `the numbers of the network are not finite from epoch ${epoch} on`,
  };
  return {
    ...rest,
    limiting: [diverged, ...limiting],
    advice: ['Lower the learning rate, to a tenth at first.', 'Clip or scale the inputs if they are large.'],
  };
}

/** Whose recent change a verdict may need. */
const FOLLOWED = [
  'nc1.pinv',
  'nc1.ratio',
  'nc2.theory',
  'nc2.etf',
  'nc3.dual',
  'nc3.dual.encoded',
  'nc4.ncc',
  'gnc2.margin',
  'gnc3.alignment',
  'balance.residual',
  'train.loss',
] as const satisfies readonly MetricId[];

/** Judges each epoch of a run as the epochs come, in bounded memory. */
export class VerdictTracker {
  readonly #trends = new Map<MetricId, TrendTracker>(FOLLOWED.map(id => [id, new TrendTracker()]));

  /** Takes the next measured epoch without judging it. */
  follow({ epoch, metrics }: Pick<JudgedRecord, 'epoch' | 'metrics'>): void {
    for (const [id, tracker] of this.#trends) {
      const value: unknown = metrics[id];
      if (typeof value === 'number') tracker.add(epoch, value);
    }
  }

  /** Takes the next measured epoch, and judges it. */
  add(record: JudgedRecord): Verdict {
    this.follow(record);
    return verdictOf(record, id => this.#trends.get(id)?.trend);
  }

  /** The same for a record out of a file, whose verdict stays if it has one. */
  complete(record: WrittenRecord): NeuralCollapseRecord {
    const { verdict } = record;
    if (verdict === undefined) return { ...record, verdict: this.add(record) };
    this.follow(record);
    return { ...record, verdict };
  }
}
