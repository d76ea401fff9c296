import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { RunInfo } from '../../callbacks/run/describeRun.js';
import { RUN_SCHEMA } from '../../callbacks/run/runSchema.js';
import { argumentError } from '../../src/argumentError.js';
import { type GeometrySnapshot, SNAPSHOT_SCHEMA } from '../../src/record/snapshot.js';
import { failureWords } from './failureWords.js';
import { type ParsedRecords, parseRecords } from './parseRecords.js';
import type { RunData } from './runData.js';
import { infoShape } from './shapes/infoShape.js';
import { snapshotShape } from './shapes/snapshotShape.js';
import { wholeLines } from './wholeLines.js';

/**
 * Reads a run folder: run.json, metrics.jsonl, snapshot.json. A last line that is not complete yet, or never will be,
 * is left out; so is a snapshot that cannot be read.
 *
 * @throws if there is no run.json in the folder, or it is none
 */
export function readRun(folder: string): RunData {
  const info = readInfo(folder);
  const { records, failures, updated, problems } = recordsIn(join(folder, 'metrics.jsonl'));
  const snapshot = readSnapshot(folder);
  return {
    folder,
    name: info.run || basename(resolve(folder)),
    info,
    records,
    ...(typeof snapshot === 'object' && { snapshot }),
    ...(updated !== undefined && { updated }),
    problems: [...problems, ...failureWords(failures), ...(typeof snapshot === 'string' ? [snapshot] : [])],
  };
}

/** None where there is no such file. */
function recordsIn(file: string): ParsedRecords {
  const [records, failures, problems]: [ParsedRecords['records'], ParsedRecords['failures'], string[]] = [
    [],
    [],
    [],
  ];
  let updated: string | undefined;
  let lines = 0;
  for (const text of piecesOf(file)) {
    const found = parseRecords(text, lines);
    for (const record of found.records) records.push(record);
    for (const failure of found.failures) failures.push(failure);
    for (const problem of found.problems) problems.push(problem);
    updated = found.updated ?? updated;
    lines += text.split('\n').length - 1;
  }
  return { records, failures, problems, ...(updated !== undefined && { updated }) };
}

function* piecesOf(file: string): Generator<string> {
  try {
    yield* wholeLines(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** run.json of a run folder. @throws if there is none */
export function readInfo(folder: string): RunInfo {
  const text = textOf(join(folder, 'run.json'));
  const requirement = `a run folder, with a run.json of schema ${RUN_SCHEMA}`;
  if (text === undefined) throw argumentError('readRun', 'folder', requirement, folder);
  const info = parsed<RunInfo>(text);
  if (info?.schema !== RUN_SCHEMA || !infoShape(info)) {
    throw argumentError('readRun', 'folder', requirement, `${folder}, whose run.json is none`);
  }
  return info;
}

/** The snapshot of a run folder, undefined without one, or what is wrong with it. */
export function readSnapshot(folder: string): GeometrySnapshot | string | undefined {
  const text = textOf(join(folder, 'snapshot.json'));
  if (text === undefined) return undefined;
  const snapshot = parsed<GeometrySnapshot>(text);
  return snapshot?.schema === SNAPSHOT_SCHEMA && snapshotShape(snapshot)
    ? snapshot
    : `snapshot.json is not of schema ${SNAPSHOT_SCHEMA}`;
}

/** Undefined where it is no JSON. */
function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Undefined where there is no such file. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
