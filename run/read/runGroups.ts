import { mean } from '../../src/metrics/pairs.js';
import type { RunInfo } from '../schema/runInfo.js';
import { configurationOf, type Difference } from './differences.js';

/** By what runs belong together: equal but for the seed, equal names but for a number at the end, or not at all. */
export const GROUPINGS = ['config', 'prefix', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Runs that repeat one another, or a single one. */
export interface RunGroup {
  readonly name: string;
  /** Their places in the list */
  readonly members: readonly number[];
}

/** Two runs are compared with each other; of more it is asked which of them are alike. */
export function defaultGrouping(count: number): Grouping {
  return count > 2 ? 'config' : 'none';
}

/** Every run in one group, in the order of their first members. */
export function groupRuns(
  runs: readonly { readonly name: string; readonly info: RunInfo }[],
  by: Grouping,
): RunGroup[] {
  const groups = new Map<string, number[]>();
  for (const [i, { name, info }] of runs.entries()) {
    const key = by === 'none' ? String(i) : by === 'prefix' ? stemOf(name) : configurationOf(info);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  return [...groups.values()].map(members => ({ name: groupName(members.map(i => runs[i]!.name)), members }));
}

/** `cnn-seed-1`, `cnn_1` and `cnn` are `cnn`. */
function stemOf(name: string): string {
  const stem = name.replace(/[-_. ]*(seed|run)?[-_. =]*\d+$/i, '');
  return stem === '' ? name : stem;
}

function groupName(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return first;
  const stems = new Set(names.map(stemOf));
  const name = stems.size === 1 ? [...stems][0]! : `${first}, ...`;
  return `${name} (${names.length} runs)`;
}

/** The same with a value per group, which has each value of its runs once. What is then the same everywhere comes last. */
export function byGroup(found: readonly Difference[], groups: readonly RunGroup[]): Difference[] {
  const rows = found.map(({ name, values }) => ({
    name,
    values: groups.map(({ members }) => together(members.map(i => values[i] ?? null))),
  }));
  const isEqual = ({ values }: Difference) => new Set(values).size === 1;
  return [...rows.filter(row => !isEqual(row)), ...rows.filter(isEqual)];
}

function together(values: readonly (string | null)[]): string | null {
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? distinct[0]! : distinct.map(value => value ?? '-').join(', ');
}

/** Mean and sample standard deviation, which one value does not have. */
export interface Spread {
  readonly mean: number;
  readonly deviation?: number;
  readonly count: number;
}

/** Undefined without a value. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const several = values.length > 1;
  return {
    mean: center,
    count: values.length,
    ...(several && { deviation: Math.sqrt(squares / (values.length - 1)) }),
  };
}
