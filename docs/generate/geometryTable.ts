import { runCli } from '../../cli/runCli.js';
import { Matrix } from '../../src/linalg/dense.js';
import { scaleFreeDistance } from '../../src/linalg/matrixView.js';
import type { GeometrySection } from './geometryCases.js';

/** What `tfjs-nc predict --json` prints, as far as the page shows it. */
interface Prediction {
  readonly method: { readonly kind: string; readonly certified?: boolean };
  readonly meanCosine: number | null;
  readonly normRatios: readonly number[] | null;
  readonly normalizedMeanGram: number[][] | null;
  readonly bias: readonly number[] | null;
  readonly loss: number | null;
  readonly unique: boolean | null;
  readonly collapsed: boolean | null;
  readonly minorityCollapsed: readonly number[] | null;
  readonly setting: { readonly classCounts: readonly number[]; readonly lambdaB: number | 'infinite' };
}

/** Heads of the columns that a prediction fills, after those of the setting. */
export const PREDICTED_COLUMNS = [
  'shape of the class means',
  'mean cosine',
  'lengths',
  'b',
  'loss',
  'found by',
];

/** Grams of norm 1 this near are the same; the numerical ones are right to about 1e-9. */
const SAME = 1e-6;

/** A section of the page: the table, and the command behind each row. */
export async function geometryTable({ id, columns, cases }: GeometrySection): Promise<string> {
  const rows = await Promise.all(
    cases.map(async ({ setting, options }, i) => {
      return [`${id}${i + 1}`, ...setting, ...(await predictedCells(`predict ${options}`))];
    }),
  );
  const table = [['', ...columns, ...PREDICTED_COLUMNS], [], ...rows].map((row, i) =>
    i === 1 ? `|${' --- |'.repeat(columns.length + PREDICTED_COLUMNS.length + 1)}` : `| ${row.join(' | ')} |`,
  );
  const commands = cases.map(({ options }, i) => `# ${id}${i + 1}\nnpx tfjs-nc predict ${options}`);
  const listing = `\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
  return `${table.join('\n')}\n\n<details>\n<summary>The commands of table ${id}</summary>\n\n${listing}\n\n</details>`;
}

/** The page with its tables made anew. */
export async function withGeometryTables(
  page: string,
  sections: readonly GeometrySection[],
): Promise<string> {
  let text = page;
  for (const section of sections) {
    const begin = `<!-- geometry: ${section.id} -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- /geometry -->', from);
    if (from < 0 || to < 0) throw new Error(`the page has no markers for the table ${section.id}`);
    text = `${text.slice(0, from)}${begin}\n${await geometryTable(section)}\n\n${text.slice(to)}`;
  }
  return text;
}

/** Runs `tfjs-nc` with these words, and puts what it predicts into cells. */
export async function predictedCells(words: string): Promise<string[]> {
  const prediction = await predictionOf(words);
  const { meanCosine, loss, unique, method } = prediction;
  return [
    shapeCell(prediction),
    unique !== false && meanCosine !== null ? number(meanCosine, 4) : '–',
    lengthsCell(prediction),
    biasCell(prediction),
    loss === null ? '–' : significant(loss),
    isClosed(method) ? 'closed form' : method.certified ? 'descent, proved' : 'descent',
  ];
}

const isClosed = ({ kind }: Prediction['method']) => kind === 'closed-form';

async function predictionOf(words: string): Promise<Prediction> {
  let printed = '';
  const complaints: string[] = [];
  const code = await runCli([...words.split(' '), '--json'], {
    cwd: process.cwd(),
    env: process.env,
    out: text => {
      printed += text;
    },
    err: text => void complaints.push(text),
  });
  if (code !== 0) throw new Error(`tfjs-nc ${words}: exit code ${code}: ${complaints.join('\n')}`);
  return JSON.parse(printed);
}

function shapeCell(prediction: Prediction): string {
  const { collapsed, unique, method, minorityCollapsed, normalizedMeanGram, normRatios } = prediction;
  if (collapsed || normalizedMeanGram === null) return 'all zero';
  const zeros = minorityCollapsed?.length ?? 0;
  // Where descent ended is one of many.
  if (unique === false) return zeros > 0 && isClosed(method) ? `${zeros} at zero; not unique` : 'not unique';
  const gram = new Matrix(normalizedMeanGram);
  const frame = Matrix.identity(gram.rows);
  if (scaleFreeDistance(gram, Matrix.sub(frame, 1 / gram.rows)) < SAME) return 'simplex ETF';
  if (scaleFreeDistance(gram, frame) < SAME) return 'orthogonal frame';
  const orthogonal = Matrix.sub(gram, Matrix.diag(gram.diagonal())).norm() < SAME;
  if (zeros > 0) return `${orthogonal ? 'orthogonal, ' : ''}${zeros} at zero`;
  if (orthogonal) return 'orthogonal, unequal lengths';
  const equalLengths = Math.min(...normRatios!) > 1 - SAME;
  if (equalLengths && hasEqualAngles(gram)) return 'equal lengths and angles';
  const counts = Matrix.columnVector([...prediction.setting.classCounts]);
  const centered = gram.mmul(counts).norm() < SAME * counts.norm();
  return centered ? 'unequal, Σ_k n_k m_k = 0' : 'unequal';
}

function hasEqualAngles(gram: Matrix): boolean {
  const cosines = gram.to2DArray().flatMap((row, i) => row.slice(0, i));
  return Math.max(...cosines) - Math.min(...cosines) < SAME;
}

/** ‖m_k‖ over the longest: in class order where the classes differ in size, else in order of length. */
function lengthsCell({ normRatios, unique, collapsed, setting }: Prediction): string {
  if (normRatios === null || collapsed || unique === false) return '–';
  if (Math.min(...normRatios) > 1 - SAME) return 'equal';
  const balanced = setting.classCounts.every(n => n === setting.classCounts[0]);
  const shown = balanced ? [...normRatios].sort((a, b) => b - a) : normRatios;
  return shown.map(ratio => number(ratio, 2)).join(', ');
}

function biasCell({ bias, setting, unique }: Prediction): string {
  if (setting.lambdaB === 'infinite') return 'none';
  if (bias === null || unique === false) return '–';
  const [least, most] = [Math.min(...bias), Math.max(...bias)];
  if (Math.max(-least, most) < SAME) return '0';
  if (most - least < SAME) return `${significant(most)} each`;
  return bias.length > 5
    ? `‖b‖ = ${significant(Math.hypot(...bias))}`
    : bias.map(b => significant(b)).join(', ');
}

/** Without the sign of what rounds to zero. */
function number(value: number, digits: number): string {
  const text = String(Number(value.toFixed(digits)));
  return (text === '-0' ? '0' : text).replace('-', '−');
}

function significant(value: number): string {
  return Math.abs(value) < SAME ? '0' : String(Number(value.toPrecision(3))).replace('-', '−');
}
