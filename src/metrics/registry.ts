import { balance } from './balance.js';
import { bias } from './bias.js';
import { gnc2 } from './gnc2.js';
import { gnc3 } from './gnc3.js';
import { logits } from './logits.js';
import { loss } from './loss.js';
import type { MetricDefinition } from './metric.js';
import { mse } from './mse.js';
import { nc1 } from './nc1.js';
import { nc2 } from './nc2.js';
import { nc3 } from './nc3.js';
import { nc4 } from './nc4.js';
import { nc5 } from './nc5.js';
import { rank } from './rank.js';
import { train } from './train.js';

type MetricTable = typeof nc1 &
  typeof nc2 &
  typeof gnc2 &
  typeof nc3 &
  typeof gnc3 &
  typeof nc4 &
  typeof nc5 &
  typeof bias &
  typeof logits &
  typeof loss &
  typeof balance &
  typeof mse &
  typeof rank &
  typeof train;

/** In the order of reports. */
const definitions: Readonly<Record<MetricId, MetricDefinition>> = {
  ...nc1,
  ...nc2,
  ...gnc2,
  ...nc3,
  ...gnc3,
  ...nc4,
  ...nc5,
  ...bias,
  ...logits,
  ...loss,
  ...balance,
  ...mse,
  ...rank,
  ...train,
};

/** The id of a metric: its family, which names the source file, and the variant. */
export type MetricId = keyof MetricTable;

/** A number, a text or the like for some of the metrics, by id. The docstring of each id is its formula. */
export type ByMetric<T> = { readonly [Id in keyof MetricTable]?: T };

/** The values of the metrics that could be computed, by id. The docstring of each id is its formula. */
export type MetricValues = ByMetric<number>;

/** A metric of the registry. */
export interface Metric extends MetricDefinition {
  /** The family, which names the source file, and the variant */
  readonly id: MetricId;
}

/** The id of every metric, in the order of reports. */
export const metricIds = Object.keys(definitions) as readonly MetricId[];

/** Every metric by its id. */
export const metrics = Object.fromEntries(
  metricIds.map(id => [id, { id, ...definitions[id] }]),
) as unknown as Readonly<Record<MetricId, Metric>>;
