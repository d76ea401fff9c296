import { readableNumber } from '../../src/base/numberText.js';
import type { ReportRun } from '../reportData.js';

/** A number for people, a dash where there is none. */
export function shortNumber(value: number | null | undefined, digits = 4): string {
  return typeof value === 'number' ? readableNumber(value, digits) : '–';
}

/** A share as a percentage; rounded away from 100%, which then means all. */
export function percent(share: number): string {
  const floor = Math.floor(share * 1e4 + 1e-9) / 100;
  return `${readableNumber(floor)}%`;
}

/** `2026-11-21 15:49 UTC` of an ISO time; the text itself where it is none. */
export function timeText(iso: string | undefined): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso ?? '');
  return match ? `${match[1]} ${match[2]} UTC` : (iso ?? '–');
}

/** `12 epochs`, `1 epoch`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The name of a class on an axis: its own, or its number. */
export function axisName(run: ReportRun, k: number): string {
  return run.classNames?.[k] ?? String(k);
}

/** The name of a class in the running text. */
export function className(run: ReportRun, k: number): string {
  const name = run.classNames?.[k];
  return name === undefined ? `class ${k}` : `${name} (class ${k})`;
}

/** Begin and end of a long name: names of classes often differ at the end. */
export function shortName(name: string, most = 12): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - end).join('')}…${letters.slice(-end).join('')}`;
}
