import { basename, join, resolve } from 'node:path';
import { argumentError, requireArgument } from '../../src/base/argumentError.js';
import { shortText } from '../../src/base/describeValue.js';
import { NotAFileError, readTextFile } from '../../src/files/regularFile.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { type GeometrySnapshot, SNAPSHOT_SCHEMA } from '../../src/record/snapshot.js';
import { infoShape, snapshotShape } from '../schema/fileShapes.js';
import { RUN_SCHEMA, type RunInfo } from '../schema/runInfo.js';
import { writerOf } from '../write/lockHolder.js';
import { LogReader } from './logReader.js';
import type { RunData } from './runData.js';
import { wholeLines } from './wholeLines.js';

/**
 * Reads a run folder: run.json, metrics.jsonl and snapshot.json. Records of earlier versions are given as this version
 * writes them. A last line that is not complete is left out. What cannot be read is named in `problems`.
 *
 * @param folder path of the folder, `runs/<name>`
 * @throws ArgumentError if the folder has no run.json that can be read
 * @throws what the file system says, if a file cannot be read; the message names the file
 * @example
 * const { info, records } = readRun('runs/2026-01-31_14-05-00');
 * console.log(info.model.loss, records.at(-1)?.metrics['nc1.pinv']);
 */
export function readRun(folder: string): RunData {
  requireArgument(typeof folder === 'string', 'readRun', 'folder', 'the path of a run folder', folder);
  const info = readInfo(folder);
  const records: NeuralCollapseRecord[] = [];
  const log = new LogReader(record => records.push(record));
  const unread = readLog(join(folder, 'metrics.jsonl'), log);
  const snapshot = readSnapshot(folder);
  return { ...runDataOf(folder, info, { log, unread, snapshot }), records };
}

/** The contents of a run folder except run.json. */
export interface RunFiles {
  readonly log: LogReader;
  /** Why metrics.jsonl is not read */
  readonly unread: readonly string[];
  readonly snapshot: ReturnType<typeof readSnapshot>;
}

/** The run, without its records. */
export function runDataOf(
  folder: string,
  info: RunInfo,
  { log, unread, snapshot }: RunFiles,
): Omit<RunData, 'records'> {
  const { updated, unmeasured, problems } = log;
  return {
    folder,
    name: shortText(info.run || basename(resolve(folder)), LONGEST_NAME),
    info,
    ...(typeof snapshot === 'object' && { snapshot }),
    ...(updated !== undefined && { updated }),
    ...(unmeasured && { unmeasured }),
    writer: writerOf(folder),
    problems: [...unread, ...problems, ...(typeof snapshot === 'string' ? [snapshot] : [])],
  };
}

/** Folders have no longer names; that in run.json may be anything. */
const LONGEST_NAME = 100;

/** Undefined if there is no such file. If something else has its name, that is a problem. */
function readLog(file: string, log: LogReader): string[] {
  try {
    for (const text of wholeLines(file)) log.read(text);
  } catch (error) {
    if (error instanceof NotAFileError) return [notRead('metrics.jsonl', error)];
    if (!isMissing(error)) throw error;
  }
  return [];
}

/** That something has the name of one of the files, and is none. */
export function notRead(name: string, { found }: NotAFileError): string {
  return `${name} is ${found} and not a file: it is not read`;
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

/** Whether the folder is that of a run. */
export function isRun(folder: string): boolean {
  try {
    readInfo(folder);
    return true;
  } catch {
    return false;
  }
}

/** The snapshot of a run folder, undefined without one, or what is wrong with it. */
export function readSnapshot(folder: string): GeometrySnapshot | string | undefined {
  let text: string | undefined;
  try {
    text = textOf(join(folder, 'snapshot.json'));
  } catch (error) {
    if (error instanceof NotAFileError) return notRead('snapshot.json', error);
    throw error;
  }
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
    return readTextFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
