import { expect, it } from 'vitest';
import { escaped, latexTable } from '../../report/latexTable.js';

const values = {
  'nc1.pinv': { measured: 1.2345678e-5, predicted: 0, gap: 1.2345678e-5 },
  'nc2.cos': { measured: -0.11049, predicted: -0.11111, gap: 0.00062 },
  'mse.central_path': { measured: 12345.6 },
  'nc2.etf': { predicted: 3 },
};
const source = { name: 'a run', epoch: 7, values, onlyAssumed: [] };

it('has a row per measured metric: measured, predicted, gap', () => {
  expect(latexTable(source)).toBe(`% a run, epoch 7; needs \\usepackage{booktabs}
\\begin{tabular}{lrrr}
\\toprule
Metric & Measured & Predicted & Gap \\\\
\\midrule
\\texttt{nc1.pinv} & $1.235 \\cdot 10^{-5}$ & $0$ & $1.235 \\cdot 10^{-5}$ \\\\
\\texttt{nc2.cos} & $-0.1105$ & $-0.1111$ & $6.200 \\cdot 10^{-4}$ \\\\
\\texttt{mse.central\\_path} & $1.235 \\cdot 10^{4}$ & -- & -- \\\\
\\bottomrule
\\end{tabular}
`);
});

it('says what is only assumed', () => {
  expect(latexTable({ ...source, onlyAssumed: ['a momentum'] })).toContain(
    '\n% Theory is only assumed: a momentum\n',
  );
});

it.each(['a\n\\input{/etc/passwd}', 'a\r\\x', 'a\u2028\\x', 'a\u0085\\x', 'a^^M\\x', 'a^^0d\\x', 'a\0b'])(
  'the name %j stays inside of its comment',
  name => {
    const [first, second] = latexTable({ ...source, name }).split(/[\n\r\u0085\u2028\0]|\^\^/);
    expect(first).toMatch(/^% a.*booktabs\}$/);
    expect(second).toBe('\\begin{tabular}{lrrr}');
  },
);

it('escapes all that means something to LaTeX', () => {
  expect(escaped('\\ { } $ & # ^ _ ~ %')).toBe(
    '\\textbackslash{} \\{ \\} \\$ \\& \\# \\textasciicircum{} \\_ \\textasciitilde{} \\%',
  );
});
