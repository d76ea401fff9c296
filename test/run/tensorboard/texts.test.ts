import { describe, expect, it } from 'vitest';
import { outliersText, runText, theoryText, verdictText } from '../../../run/tensorboard/texts.js';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';
import { verdictSentences } from '../../../src/record/verdict/sentences.js';
import { exampleRecord, exampleRunInfo } from '../../helpers/exampleRun.js';

const record = exampleRecord(0);
const { theory } = record;
if ('absent' in theory) throw new Error('the example has a prediction');

/** The cells of the rows of a Markdown table, without the line under the titles. */
const cells = (markdown: string) =>
  markdown
    .split('\n')
    .filter(line => line.startsWith('|') && !line.startsWith('| ---'))
    .map(line =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim()),
    );

describe('runText', () => {
  it('says what was trained, on what, and what the user noted', () => {
    const rows = cells(runText({ ...exampleRunInfo(), info: { seed: 7, note: 'a | b\n<script>' } }));
    expect(rows).toContainEqual(['model', 'net, 15 parameters, 0 layers']);
    expect(rows).toContainEqual(['seed', '7']);
    expect(rows).toContainEqual(['note', 'a \\| b &lt;script\\>']);
    expect(rows.map(([name]) => name)).not.toContain('optimizer');
  });
});

describe('theoryText', () => {
  it('names assumptions, where they come from, and what is missing', () => {
    const rows = cells(theoryText(record));
    expect(rows).toContainEqual(['λ\\_b', 'infinite: the head has no bias']);
    expect(rows).toContainEqual(['features', 'linear, seen in the data']);
    expect(rows).toContainEqual(['method', 'closed form, a paper']);
    expect(rows).toContainEqual(['note', 'the loss &lt;b\\>is&lt;/b\\> read \\| from the model']);
    expect(rows).toContainEqual(['no bias', 'the head has none']);
    expect(rows).toContainEqual(['nc5.ood', 'no out-of-distribution samples are given']);
  });

  it('says how far a numerical prediction can be trusted', () => {
    const method = { kind: 'numerical', gradientNorm: 3e-9, restarts: 4, lossSpread: 0 } as const;
    const row = (converged: boolean, certified: boolean) => {
      const prediction = { ...theory.prediction, method: { ...method, converged, certified } };
      const all = cells(theoryText({ ...record, theory: { ...theory, prediction } }));
      return all.find(([name]) => name === 'method')![1];
    };
    expect(row(true, true)).toBe(
      'descent from 4 points, converged: relative gradient 3.0e-9, proved to be a global minimum',
    );
    expect(row(false, false)).toBe(
      'descent from 4 points, stopped before it converged: relative gradient 3.0e-9',
    );
  });

  it('gives the reason where there is no prediction, and where validation failed', () => {
    const without: NeuralCollapseRecord = {
      ...record,
      theory: { absent: 'the loss is not *known*' },
      validation: { error: '4 classes' },
    };
    expect(theoryText(without)).toContain('There is no prediction: the loss is not \\*known\\*');
    expect(theoryText(without)).toContain('The validation data could not be measured: 4 classes');
  });
});

describe('verdictText', () => {
  it('has a line per sentence, and shows what others have written as text', () => {
    const verdict = { ...record.verdict, theory: { absent: 'the loss is *<b>mine</b>*' } };
    const lines = verdictText({ ...record, verdict }).split('\n');
    expect(lines).toHaveLength(verdictSentences(verdict).length);
    for (const line of lines) expect(line).toMatch(/^- \S/);
    expect(lines.join()).toContain('\\*&lt;b\\>mine');
  });
});

describe('outliersText', () => {
  it('has a row for each, with the names of the classes where there are some', () => {
    expect(cells(outliersText(record))[1]).toEqual(['7', '1', '2', '3.250']);
    expect(cells(outliersText(record, ['cat', 'dog', 'a_b']))[1]).toEqual(['7', 'dog', 'a\\_b', '3.250']);
    expect(outliersText({ ...record, outliers: { absent: 'off' } })).toBe('There are none: off');
  });
});
