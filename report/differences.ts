import type { RunInfo } from '../callbacks/run/describeRun.js';
import { type Fact, runFacts } from './runFacts.js';

/** One thing that is not the same in all runs; undefined where a run does not have it. */
export interface Difference {
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/** What of model, data, options and info differs between runs. */
export function differences(infos: readonly RunInfo[]): Difference[] {
  const facts = infos.map(info => new Map<string, string>(runFacts(info) as Fact[]));
  const names = new Set(facts.flatMap(known => [...known.keys()]));
  return [...names]
    .map(name => ({ name, values: facts.map(known => known.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}
