import type { MetricId } from '../../src/metrics/registry.js';

/** Where the family is not the first part of the id. TensorBoard folds one section per family. */
const FAMILY: Readonly<Record<string, string>> = {
  gnc2: 'gnc',
  gnc3: 'gnc',
  bias: 'theory',
  logits: 'theory',
  loss: 'theory',
  balance: 'theory',
  mse: 'theory',
};

/** Tag of a metric: its family, which is the section of the page, and its id. */
export function metricTag(id: MetricId): string {
  const first = id.split('.', 1)[0]!;
  return `${FAMILY[first] ?? first}/${id}`;
}
