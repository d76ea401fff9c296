import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { CopiedEvent, SummaryValue } from './event.js';
import { PREFIX } from './eventFile.js';
import { normHistograms } from './pictures.js';
import { scalarPoints } from './points.js';
import { readEventFile } from './tfRecord.js';

type Expected = Map<number, Map<string, SummaryValue>>;

interface Found {
  readonly wallTime: number;
  readonly values: Map<string, Uint8Array>;
}

/** What a run of TensorBoard lacks. */
export interface Gap {
  readonly run: string;
  /** The first step that lacks a point */
  readonly from: number;
  /** All events from that step on, step by step: those found and those that were missing */
  readonly events: readonly CopiedEvent[];
}

/**
 * Points that the records of a run have and its event files lack: a kill comes between the line of metrics.jsonl and the
 * event files, or within them. Readers forget what they have of a step when an earlier one comes later, so that everything
 * from the first gap on is given again, in order. Pictures that were never written cannot be made from records.
 *
 * @param end the first step that is written anew anyhow
 */
export function gapsOf(folder: string, records: readonly NeuralCollapseRecord[], end: number): Gap[] {
  return [...expectedPoints(inEffect(records))].flatMap(([run, expected]) => {
    const found = foundPoints(join(folder, run));
    const lacking = [...expected].filter(([step, values]) =>
      [...values.keys()].some(tag => !found.get(step)?.values.has(tag)),
    );
    if (lacking.length === 0) return [];
    const from = Math.min(...lacking.map(([step]) => step));
    return [{ run, from, events: merged(expected, found, from, end) }];
  });
}

/** Where epochs were counted from an earlier one again, only the latest record of an epoch: readers show that one. */
function inEffect(records: readonly NeuralCollapseRecord[]): NeuralCollapseRecord[] {
  const kept: NeuralCollapseRecord[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const record of [...records].reverse()) {
    if (record.epoch >= least) continue;
    least = record.epoch;
    kept.push(record);
  }
  return kept.reverse();
}

function expectedPoints(records: readonly NeuralCollapseRecord[]): Map<string, Expected> {
  const runs = new Map<string, Expected>();
  for (const record of records) {
    const points = [...scalarPoints(record), { run: 'measured', values: normHistograms(record.norms) }];
    for (const { run, values } of points) {
      // Numbers that are not finite are null in metrics.jsonl.
      for (const value of values.filter(({ simpleValue, histo }) => histo || Number.isFinite(simpleValue))) {
        const expected = entry(runs, run, () => new Map());
        entry(expected, record.epoch, () => new Map()).set(value.tag, value);
      }
    }
  }
  return runs;
}

function foundPoints(folder: string): Map<number, Found> {
  const found = new Map<number, Found>();
  const names = existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith(PREFIX)) : [];
  for (const { step, wallTime, isStart, values } of names
    .sort()
    .flatMap(name => readEventFile(join(folder, name)))) {
    if (isStart) for (const later of [...found.keys()]) if (later >= step) found.delete(later);
    const at = values.size > 0 ? entry(found, step, () => ({ wallTime, values: new Map() })) : undefined;
    for (const [tag, value] of values) at?.values.set(tag, value);
  }
  return found;
}

function merged(expected: Expected, found: Map<number, Found>, from: number, end: number): CopiedEvent[] {
  const steps = [...new Set([...expected.keys(), ...found.keys()])].filter(
    step => step >= from && step < end,
  );
  return steps
    .sort((a, b) => a - b)
    .map(step => {
      const there = found.get(step);
      const missing = [...(expected.get(step) ?? [])].filter(([tag]) => !there?.values.has(tag));
      return {
        step,
        wallTime: there?.wallTime ?? Date.now() / 1000,
        summary: { value: [...(there?.values.values() ?? []), ...missing.map(([, value]) => value)] },
      };
    });
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
