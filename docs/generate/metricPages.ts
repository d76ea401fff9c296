import { type Metric, metricIds, metrics } from '../../src/metrics/registry.js';

/** The pages of docs/metrics and the metric table of the README, printed from the fields of the metrics. */

/** Symbols in the order of the pages. A page explains those that its formula and description use. */
const symbols: readonly (readonly [symbol: string, pattern: RegExp, meaning: string])[] = [
  ['K, d, N', /\b[Kd]\b(?!×)|K×|d×/, 'number of classes, width of the features, number of samples'],
  ['π', /π/, 'shares of the classes, π_k = n_k / N with n_k samples in class k'],
  ['h', /(?<![a-z])h(?![a-z])/, 'a feature vector: the input of the classification head for one sample'],
  ['m_k', /m_k|class means?\b|MᵀM/, 'mean feature of class k; M holds the class means as columns (d×K)'],
  [
    'm_G',
    /m_G|center|centered/,
    'center of the class means: (1/K) Σ_k m_k or Σ_k π_k m_k, by option `weighting`',
  ],
  ['v_k', /v_k/, 'mean squared distance of the samples of class k to m_k'],
  ['Σ_W', /Σ_W/, 'within-class covariance (1/N) Σ_i (h_i − m_{y_i})(h_i − m_{y_i})ᵀ, over samples'],
  [
    'Σ_B',
    /Σ_B/,
    'between-class covariance Σ_k w_k (m_k − m_G)(m_k − m_G)ᵀ, w_k = 1/K or π_k by option `weighting`',
  ],
  [
    'W, b',
    /\bW\b|Wᵀ|\bbias\b|\bb\b/,
    'weights (c×d) and bias (c) of the head: z = W h + b; tf.js stores the kernel Wᵀ',
  ],
  ['E', /\bEπ|\bE\b/, 'class codes as columns (c×K); the identity for one-hot targets'],
];

/** docs/metrics/<id>.md */
export function metricPage(metric: Metric): string {
  const { id, title, formula, description, collapse, source } = metric;
  const family = id.split('.')[0];
  const [code, tests] = [`src/metrics/${family}.ts`, `test/metrics/${family}.test.ts`];
  return `<!-- Printed by \`npm run docs:metrics\` from ${code}: edit there. -->
# \`${id}\`

${title}.

\`\`\`text
${formula}
\`\`\`

${description}

| | |
|---|---|
${rows({
  Range: range(metric.range),
  'At collapse': collapse,
  'On the way there it': { falls: 'falls', rises: 'rises', depends: 'depends on the case' }[metric.direction],
  'Option `weighting`': metric.weighted ? 'changes it' : 'does not change it',
  ...(source && { Source: linked(source) }),
  Code: `[${code}](../../${code})`,
  Tests: `[${tests}](../../${tests})`,
})}
${symbolSection(metric)}`;
}

/** The table of all metrics, with links from the root of the repository; † marks those that option `weighting` changes. */
export function metricTable(): string {
  const lines = metricIds.map(id => {
    const { formula, collapse, source, weighted } = metrics[id];
    const link = `[\`${id}\`](docs/metrics/${id}.md)${weighted ? ' †' : ''}`;
    return `| ${link} | ${cell(formula)} | ${cell(collapse)} | ${linked(source)} |`;
  });
  return ['| id | formula | at collapse | source |', '|---|---|---|---|', ...lines].join('\n');
}

const BEGIN = '<!-- metrics:begin -->';
const END = '<!-- metrics:end -->';

/** Text with the metric table between its markers; null if it has no markers. */
export function withMetricTable(text: string): string | null {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) return null;
  return `${text.slice(0, begin + BEGIN.length)}\n${metricTable()}\n${text.slice(end)}`;
}

function symbolSection({ formula, description, weighted }: Metric): string {
  const used = symbols.filter(([symbol, pattern]) => {
    // Where the weighting has no say, a page defines its own center.
    if (symbol === 'm_G' && !weighted) return false;
    return pattern.test(`${formula} ${description}`);
  });
  if (used.length === 0) return '';
  const lines = used.map(([symbol, , meaning]) => `| ${symbol} | ${cell(meaning)} |`);
  return `\n## Symbols\n\n| symbol | meaning |\n|---|---|\n${lines.join('\n')}\n`;
}

function rows(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `| ${name} | ${cell(value)} |`)
    .join('\n');
}

/** A vertical bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function range([least, most]: readonly [number, number]): string {
  const from = Number.isFinite(least) ? `[${bound(least)}` : '(−∞';
  const to = Number.isFinite(most) ? `${bound(most)}]` : '∞)';
  return `${from}, ${to}`;
}

function bound(value: number): string {
  return value === Math.SQRT2 ? '√2' : String(value).replace('-', '−');
}

function linked(source: string): string {
  return source
    .replaceAll(/arXiv:([\d.]+\d)/g, '[arXiv:$1](https://arxiv.org/abs/$1)')
    .replaceAll(/doi:([^\s)]+)/g, '[doi:$1](https://doi.org/$1)');
}
