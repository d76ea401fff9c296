import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { RunInfo } from '../../callbacks/run/describeRun.js';
import { RUN_SCHEMA } from '../../callbacks/run/runSchema.js';
import { argumentError } from '../../src/argumentError.js';
import { type GeometrySnapshot, SNAPSHOT_SCHEMA } from '../../src/record/snapshot.js';
import { failureWords } from './failureWords.js';
import { parseRecords } from './parseRecords.js';
import type { RunData } from './runData.js';
import { infoShape } from './shapes/infoShape.js';
import { snapshotShape } from './shapes/snapshotShape.js';

/**
 * Reads a run folder: run.json, metrics.jsonl, snapshot.json. A last line that is not complete yet, or never will be,
 * is left out; so is a snapshot that cannot be read.
 *
 * @throws if there is no run.json in the folder, or it is none
 */
export function readRun(folder: string): RunData {
  const info = readInfo(folder);
  const { records, failures, updated, problems } = parseRecords(textOf(join(folder, 'metrics.jsonl')) ?? '');
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
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
