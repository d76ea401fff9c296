import { ArgumentError } from '../../src/base/argumentError.js';
import { isTensor } from './measuredData.js';

/**
 * `{xs, ys}` with the one target tensor out of an array or record, as `fit` and `fitDataset` allow it; anything else as it
 * is.
 *
 * @param name of the data; with 'ood' targets are not looked at
 * @throws ArgumentError if there are targets of several outputs
 */
export function withSingleTargets(data: unknown, name: string): unknown {
  const { xs, ys } = (data ?? {}) as { xs?: unknown; ys?: unknown };
  if (ys === null || typeof ys !== 'object' || isTensor(ys)) return data;
  const entries = Object.values(ys);
  if (entries.length === 0 || !entries.every(isTensor)) return data;
  if (entries.length === 1 || name === 'ood') return { xs, ys: entries[0] };
  throw new ArgumentError(
    `NeuralCollapse: ${name}.ys must be the targets of one output, received ${entries.length} tensors ` +
      `(${Object.keys(ys).join(', ')}). Give those of the output that is to be measured, {xs, ys: ys[0]}, and name its dense ` +
      'layer with the option head; a second callback with a prefix measures another output',
  );
}
