import { numberText } from '../src/base/numberText.js';
import { betterSentences, verdictSentences, verdictWord } from '../src/record/verdict/sentences.js';
import type { CollapseVerdict, Verdict } from '../src/record/verdict/types.js';

/** One of NC1 to NC4, as the page shows it. */
export interface ShownCondition {
  readonly name: string;
  readonly state: 'holds' | 'does not hold' | 'not known';
  /** By which number and standard; or why it is not known */
  readonly reason: string;
}

/** The verdict on a run, as the page shows it. */
export interface ShownVerdict {
  /** For a column */
  readonly word: string;
  /** What colors it */
  readonly answer: CollapseVerdict['answer'] | 'diverged' | 'unknown';
  /** The answer first */
  readonly sentences: readonly string[];
  readonly conditions: readonly ShownCondition[];
}

/** The verdict in words, with everything that is better than predicted explained. */
export function shownVerdict(verdict: Verdict): ShownVerdict {
  const { collapsed, limiting } = verdict;
  const isDiverged = limiting[0]?.kind === 'diverged';
  const answer = 'absent' in collapsed ? 'unknown' : collapsed.answer;
  return {
    word: verdictWord(verdict),
    answer: isDiverged ? 'diverged' : answer,
    sentences: [...new Set([...verdictSentences(verdict), ...betterSentences(verdict)])],
    conditions: 'absent' in collapsed ? [] : collapsed.conditions.map(shownCondition),
  };
}

function shownCondition(condition: CollapseVerdict['conditions'][number]): ShownCondition {
  const { name } = condition;
  if ('absent' in condition) return { name, state: 'not known', reason: condition.absent };
  const { metric, value, standard, wanted, met } = condition;
  const reason = `${metric} ${numberText(value, 3)}, ${wanted} ${numberText(standard, 3)}`;
  return { name, state: met ? 'holds' : 'does not hold', reason };
}
