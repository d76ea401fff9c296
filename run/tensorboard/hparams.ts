import { shortText } from '../../src/base/describeValue.js';
import type { RunInfo } from '../schema/runInfo.js';
import { encodeHparams, type HparamValue, type SummaryValue } from './event.js';
import { pluginSummary } from './summaryValues.js';

/** A name and its value, of what somebody has chosen. */
type Hparam = readonly [name: string, value: HparamValue];

/** More columns are no table any more; run.json may hold anything. */
const MOST = 100;
const LONGEST = 200;

/** What was chosen, for a row of the HPARAMS tab. Its other columns are the last values of all scalars beside it. */
export function sessionStart(run: RunInfo): SummaryValue {
  const hparams = hparamsOf(run).map(([key, value]) => ({ key, value }));
  const started = Date.parse(run.started) / 1000;
  const content = encodeHparams({
    version: 0,
    sessionStartInfo: { hparams, ...(Number.isFinite(started) && { startTimeSecs: started }) },
  });
  return pluginSummary('_hparams_/session_start_info', 'hparams', { content });
}

/** That the run was closed. */
export function sessionEnd(endTimeSecs: number): SummaryValue {
  const content = encodeHparams({ version: 0, sessionEndInfo: { status: 1, endTimeSecs } });
  return pluginSummary('_hparams_/session_end_info', 'hparams', { content });
}

/** Loss, optimizer, penalties and `info`, under the names that the report uses. */
function hparamsOf({ model, info }: RunInfo): Hparam[] {
  const penalties = (model?.layers ?? []).flatMap(({ name, regularizers = {} }) =>
    Object.entries(regularizers).flatMap(([kind, value]) => {
      const { config } = value as { config?: unknown };
      return flat(`${kind} of ${name}`, config ?? value);
    }),
  );
  return [
    ...flat('loss', model?.loss),
    ...flat('optimizer', model?.optimizer?.class),
    ...flat('optimizer', model?.optimizer?.config),
    ...penalties,
    ...flat('info', info),
  ].slice(0, MOST);
}

function flat(name: string, value: unknown): Hparam[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) => flat(`${name}.${key}`, inner));
  }
  return [[shortText(name, LONGEST), hparamValue(value)]];
}

function hparamValue(value: unknown): HparamValue {
  if (typeof value === 'number' && Number.isFinite(value)) return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return { stringValue: shortText(typeof value === 'string' ? value : JSON.stringify(value), LONGEST) };
}
