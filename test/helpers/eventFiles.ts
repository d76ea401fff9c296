import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, SummaryValue } from '../../run/tensorboard/event.js';
import { maskedCrc32c } from '../../run/tensorboard/tfRecord.js';
import { decodeEvent } from './decodeEvent.js';

/** The event files of a folder, which is one run of TensorBoard. */
export function eventFilesOf(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.startsWith('events.out.tfevents.'))
    .sort()
    .map(name => join(folder, name));
}

/** Every event of a file; throws where a checksum is wrong or the file ends inside a record. */
export function readEvents(file: string): Event[] {
  const bytes = readFileSync(file);
  const events: Event[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 8) !== maskedCrc32c(bytes.subarray(at, at + 8))) throw new Error('length');
    if (bytes.readUInt32LE(at + 12 + length) !== maskedCrc32c(data)) throw new Error('data');
    events.push(decodeEvent(data));
    at += length + 16;
  }
  return events;
}

/** Step and value of every point of a run, by tag. */
export function pointsOf(folder: string): Record<string, [step: number, value: SummaryValue][]> {
  const points: Record<string, [number, SummaryValue][]> = {};
  for (const { step = 0, summary } of eventFilesOf(folder).flatMap(readEvents)) {
    for (const value of summary?.value ?? []) {
      points[value.tag] = [...(points[value.tag] ?? []), [step, value]];
    }
  }
  return points;
}
