import { type Matrix, wholeMatrix } from '../cosineData.js';
import type { ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { shortNumber } from './format.js';

/** How equal in length and angle the rows of W are; undefined where the head does not belong to these features. */
function rowRegularity({ geometry }: ReportRun) {
  const [gram, norms] = [geometry?.weightGram, geometry?.rowNorms];
  if (!gram || !norms || 'absent' in gram || 'absent' in norms || gram.indices.length < gram.of)
    return undefined;
  const cosines = offDiagonal(wholeMatrix(gram.measured, gram));
  const widest = -1 / (norms.measured.length - 1);
  return {
    equinorm: deviation(norms.measured) / mean(norms.measured),
    equiangular: deviation(cosines),
    maxangle: mean(cosines.map(cosine => Math.abs(cosine - widest))),
  };
}

function offDiagonal(matrix: Matrix): number[] {
  return matrix.flatMap((row, i) => row.slice(0, i).filter(value => value !== null));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Population standard deviation */
function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map(x => (x - center) ** 2)));
}

const MEASURES = [
  ['equinorm', 'Lengths: standard deviation over mean'],
  ['equiangular', 'Angles: standard deviation of the cosines'],
  ['maxangle', 'Angles: mean of |cos + 1/(K−1)|'],
] as const;

/** Class means beside classifier rows, in the measures of figures 2 to 4 of Papyan, Han, Donoho 2020. */
export function regularityCard(): View<ReportRun> {
  const body = h('div');
  const element = h(
    'section',
    { class: 'card' },
    h('h3', {}, 'Class means beside classifier rows'),
    h(
      'p',
      { class: 'help' },
      'How equal they are in length and angle at the latest epoch: means around their center (metrics nc2.equinorm, nc2.equiangular, nc2.maxangle), rows of W as they are. All fall to 0 for a simplex ETF.',
    ),
    body,
  );
  return {
    element,
    update(run) {
      const rows = rowRegularity(run);
      element.hidden = rows === undefined || !run.state;
      body.replaceChildren(
        dataTable(
          'Class means beside classifier rows',
          [{ title: '' }, ...['class means', 'classifier rows'].map(title => ({ title, numeric: true }))],
          MEASURES.map(([id, text]) => [
            text,
            shortNumber(run.state?.values[`nc2.${id}`]?.measured),
            shortNumber(rows?.[id]),
          ]),
        ),
      );
    },
  };
}
