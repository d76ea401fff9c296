import { expect, it } from 'vitest';
import { shownVerdict } from '../../report/verdictData.js';
import { verdictSentences } from '../../src/index.js';
import { divergedVerdict } from '../../src/record/verdict/verdict.js';
import { verdictOn } from '../record/verdict/judged.js';

it('is the sentences, the answer, and each condition with its number and standard', () => {
  const verdict = verdictOn({ metrics: { 'nc2.theory': 0.27, 'nc3.dual': undefined as unknown as number } });
  expect(shownVerdict(verdict)).toEqual({
    word: 'NC1+4',
    answer: 'partly',
    sentences: verdictSentences(verdict),
    conditions: [
      { name: 'NC1', state: 'holds', reason: 'nc1.pinv 0.001, at most 0.01' },
      { name: 'NC2', state: 'does not hold', reason: 'nc2.theory 0.27, at most 0.1' },
      { name: 'NC3', state: 'not known', reason: 'nc3.dual was not measured' },
      { name: 'NC4', state: 'holds', reason: 'nc4.ncc 1, at least 0.99' },
    ],
  });
});

it('explains everything that is better than predicted, each once', () => {
  const better = { 'train.loss': 0.001, 'balance.residual': 0.2 };
  const { sentences } = shownVerdict(verdictOn({ metrics: better, predicted: { 'balance.residual': 0.4 } }));
  const explained = sentences.filter(sentence => sentence.startsWith('Better than predicted: '));
  expect(explained.map(sentence => sentence.split(' ')[3])).toEqual(['train.loss', 'balance.residual']);
  expect(new Set(sentences).size).toBe(sentences.length);
});

it('shows a run that diverged as such, with or without a measured epoch', () => {
  expect(shownVerdict(divergedVerdict(verdictOn(), { epoch: 3 }))).toMatchObject({
    answer: 'diverged',
    word: 'diverged',
  });
  const never = shownVerdict(divergedVerdict(undefined, { epoch: 0 }));
  expect(never).toMatchObject({ answer: 'diverged', conditions: [] });
  expect(shownVerdict(verdictOn({ measured: { counts: [1, 1, 1, 1] } }))).toMatchObject({
    answer: 'unknown',
    word: '?',
  });
});
