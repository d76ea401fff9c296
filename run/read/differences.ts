import type { RunInfo } from '../schema/runInfo.js';
import { type Fact, runFacts } from './runFacts.js';

/** One thing that is not the same in all runs; null where a run does not have it. */
export interface Difference {
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/**
 * What differs between runs. What somebody has chosen comes first: loss, optimizer, regularizers, options and info; then
 * model and data; then machine, versions and commit. Names that tf.js made up for layers and models do not count.
 */
export function differences(infos: readonly RunInfo[]): Difference[] {
  const facts = infos.map(info => new Map<string, string>(comparableFacts(info) as Fact[]));
  const names = new Set(facts.flatMap(known => [...known.keys()]));
  return [...names]
    .map(name => ({ name, values: facts.map(known => known.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
    .sort((a, b) => rankOf(a.name) - rankOf(b.name));
}

/** What is the same in runs that repeat one another with another seed, on any machine. */
export function configurationOf(info: RunInfo): string {
  const facts = comparableFacts(info).filter(([name]) => !isSeed(name) && rankOf(name) < AROUND);
  // Samples may be drawn by the seed.
  const chosen = facts.filter(([name]) => name !== 'data.mean');
  return JSON.stringify(chosen.map(([name, value]) => [name, value.replace(SEED_ARGUMENT, '')]).sort());
}

function isSeed(name: string): boolean {
  return /(^|[._-])seed$/i.test(name);
}

/** In a command line that was noted: `--seed 1`, as text or as JSON. */
const SEED_ARGUMENT = /"?--seed[ ="',]+\d+"?/g;

const AROUND = 2;

/** 0: chosen, 1: made from what was chosen, 2: around it. */
function rankOf(name: string): number {
  if (/^(backend|version|commit)(\.|$)/.test(name)) return AROUND;
  return /^(model|data|hook)(\.|$)/.test(name) ? 1 : 0;
}

/** tf.js counts its names up as long as a process lives: the second model of a process has other ones. */
function comparableFacts(info: RunInfo): Fact[] {
  const names = namesByOrder(info.model);
  const renamed = (text: string) => text.replace(/\w+/g, word => names.get(word) ?? word);
  return runFacts(info).map(([name, value]) => [renamed(name), renamed(value)] as const);
}

/** `dense_Dense7` as `Dense_1` where it is the first of its kind. */
function namesByOrder(model: RunInfo['model'] | undefined): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { name } of model?.layers ?? []) {
    const [, prefix, kind, rest] = /^([a-z0-9_]+)_([A-Z][A-Za-z0-9]*?)\d+(_input)?$/.exec(name) ?? [];
    if (kind === undefined || prefix?.replaceAll('_', '') !== kind.toLowerCase()) continue;
    const count = rest === undefined ? (counts.get(kind) ?? 0) + 1 : 1;
    if (rest === undefined) counts.set(kind, count);
    names.set(name, `${kind}_${count}${rest ?? ''}`);
  }
  const [, kind] = /^([a-z]+)_?\d+(_model)?$/.exec(model?.name ?? '') ?? [];
  return kind === undefined ? names : names.set(model!.name, kind);
}
