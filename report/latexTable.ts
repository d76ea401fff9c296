import type { ReportRun, RunState } from './reportData.js';

/** What a table needs to know of a run. */
export interface LatexSource extends Pick<RunState, 'epoch' | 'values' | 'onlyAssumed'> {
  readonly name: string;
}

/** The latest measured epoch; undefined before the first one. */
export function latexSource({ name, state }: ReportRun): LatexSource | undefined {
  return state && { name, epoch: state.epoch, values: state.values, onlyAssumed: state.onlyAssumed };
}

/** Digits of a value. */
const DIGITS = 4;

/**
 * A table for LaTeX with the package booktabs: a row for each metric of one epoch, with the measured value, the predicted one,
 * and the gap, which is measured − predicted.
 */
export function latexTable({ name, epoch, values, onlyAssumed }: LatexSource): string {
  const rows = Object.entries(values)
    .filter(([, { measured }]) => measured !== undefined)
    .map(([id, { measured, predicted, gap }]) =>
      [`\\texttt{${escaped(id)}}`, number(measured), number(predicted), number(gap)].join(' & '),
    );
  const assumed = onlyAssumed.map(what => `% Theory is only assumed: ${comment(what)}`);
  return [
    `% ${comment(name)}, epoch ${epoch}; needs \\usepackage{booktabs}`,
    ...assumed,
    '\\begin{tabular}{lrrr}',
    '\\toprule',
    'Metric & Measured & Predicted & Gap \\\\',
    '\\midrule',
    ...rows.map(row => `${row} \\\\`),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

function number(value: number | undefined): string {
  if (value === undefined) return '--';
  const [digits, exponent] = value.toExponential(DIGITS - 1).split('e') as [string, string];
  const power = Number(exponent);
  if (value === 0) return '$0$';
  // Shown in full where that takes no more than four zeros.
  if (power >= -3 && power < DIGITS) return `$${value.toFixed(Math.max(0, DIGITS - 1 - power))}$`;
  return `$${digits} \\cdot 10^{${power}}$`;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
};

/** A name as text of LaTeX, whatever it is. */
export function escaped(text: string): string {
  return comment(text).replace(/[\\~^<>|"{}$&#%_]/g, character => SPECIAL[character] ?? `\\${character}`);
}

/** In one line: a comment ends with it, and what follows would be LaTeX. */
function comment(text: string): string {
  // TeX itself takes ^^M for a line's end, whatever the encoding.
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\^\^/g, '^ ^');
}
