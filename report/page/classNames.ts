import type { ReportRun } from '../reportData.js';

/** The name of a class on an axis: its own, or its number. */
export function axisName(run: ReportRun, k: number): string {
  return run.classNames?.[k] ?? String(k);
}

/** The name of a class in the running text. */
export function className(run: ReportRun, k: number): string {
  const name = run.classNames?.[k];
  return name === undefined ? `class ${k}` : `${name} (class ${k})`;
}
