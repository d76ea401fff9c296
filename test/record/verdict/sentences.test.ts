import { expect, it } from 'vitest';
import { verdictLines, verdictSentences } from '../../../src/index.js';
import { verdictWord } from '../../../src/record/verdict/sentences.js';
import { divergedVerdict } from '../../../src/record/verdict/verdict.js';
import { type Changes, verdictOn } from './judged.js';

const none = undefined as unknown as number;

it.each<[string, Changes, string[]]>([
  [
    'a collapsed network',
    {},
    [
      'Collapsed: NC1, NC2, NC3 and NC4 hold; the class means form a simplex ETF (distance 0.02), as predicted.',
      'Theory agrees: mean cosine −0.333 (predicted −0.333), balance 0.05 (0).',
      'To try: Compare with another loss, bias or encoding: tfjs-nc predict says what to expect.',
    ],
  ],
  [
    'one that is better than predicted',
    { metrics: { 'train.loss': 0.001 } },
    [
      'Collapsed: NC1, NC2, NC3 and NC4 hold; the class means form a simplex ETF (distance 0.02), as predicted.',
      'Theory agrees: mean cosine −0.333 (predicted −0.333), balance 0.05 (0).',
      'Better than predicted: train.loss 0.001 (0.002), since the optimum has a larger data loss and smaller penalties.',
      'To try: Compare with another loss, bias or encoding: tfjs-nc predict says what to expect.',
    ],
  ],
  [
    'one that is far from theory',
    { metrics: { 'nc2.theory': 0.27, 'nc2.etf': 0.27, 'nc3.dual': 0.45, 'balance.residual': 0.9 } },
    [
      'Partly collapsed: NC1 and NC4 hold, NC2 (0.27 > 0.1) and NC3 (0.45 > 0.1) do not; the class means are 0.27 from ' +
        'the simplex ETF that is predicted.',
      'Theory disagrees: mean cosine −0.333 (predicted −0.333), balance 0.9 (0); the gap says little: weights and ' +
        'features are not in the balance of a minimum.',
      'Limited by: weights and features are out of balance (0.9, predicted 0).',
      'To try: Raise weight decay, learning rate or epochs: decay acts slowly.',
    ],
  ],
  [
    'one without a prediction',
    { theory: { absent: 'the loss is not known' }, metrics: { 'nc2.theory': none, 'nc1.pinv': 0.010001 } },
    [
      'Partly collapsed: NC2, NC3 and NC4 hold, NC1 (0.010001 > 0.01) does not; the class means form a simplex ETF ' +
        '(distance 0.02).',
      'Theory says nothing: the loss is not known.',
      'Limited by: fewer than 5 epochs are measured: whether it still moves is not known.',
      'To try: Train on.',
    ],
  ],
])('says in sentences what has become of %s', (_, changes, sentences) => {
  expect(verdictSentences(verdictOn(changes))).toEqual(sentences);
});

it('says first that a network diverged', () => {
  const [first, second] = verdictSentences(divergedVerdict(verdictOn(), { epoch: 7 }));
  expect(first).toBe('Diverged: the numbers of the network are not finite from epoch 7 on.');
  expect(second).toMatch(/^Before that: collapsed: NC1/);
  expect(verdictSentences(divergedVerdict(undefined, { epoch: 0 }))[1]).toMatch(
    /^No verdict: .* before anything/,
  );
});

it('breaks sentences into lines of a width, all of their words in order', () => {
  const verdict = verdictOn({ metrics: { 'nc2.theory': 0.27, 'balance.residual': 0.9 } });
  for (const width of [40, 60, 78]) {
    const lines = verdictLines(verdict, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const words = (texts: readonly string[]) => texts.join(' ').split(/\s+/);
    expect(words(lines)).toEqual(words(verdictSentences(verdict)));
    expect(lines.filter(line => !line.startsWith(' '))).toHaveLength(verdictSentences(verdict).length);
  }
});

it('has a word for a column', () => {
  expect(verdictWord(verdictOn())).toBe('yes');
  expect(verdictWord(verdictOn({ metrics: { 'nc2.theory': 0.3 } }))).toBe('NC1+3+4');
  expect(verdictWord(verdictOn({ metrics: { 'nc1.pinv': 1, 'nc2.theory': 1, 'nc3.dual': 1 } }))).toBe('no');
  expect(verdictWord(verdictOn({ measured: { counts: [1, 1, 1, 1] } }))).toBe('?');
  expect(verdictWord(divergedVerdict(verdictOn(), { epoch: 2 }))).toBe('diverged');
});

it.each([0, Number.NaN, '78' as unknown as number])('refuses a width of %s', width => {
  expect(() => verdictLines(verdictOn(), width)).toThrow(/verdictLines.*width.*at least 1/);
});
