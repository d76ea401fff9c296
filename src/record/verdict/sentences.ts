import type { Absent } from '../../base/absent.js';
import { requireArgument, requireOptions } from '../../base/argumentError.js';
import { numberText } from '../../base/numberText.js';
import { isCollapsed } from './limits.js';
import type {
  CollapseCondition,
  CollapseVerdict,
  GeometryName,
  GeometryVerdict,
  TheoryVerdict,
  Verdict,
} from './types.js';

/**
 * A verdict in plain English, the answer first: whether the network has collapsed and which shape the class means have,
 * what theory says, what limits it, what to try. Five sentences at most.
 *
 * @throws ArgumentError if no verdict is given
 * @example
 * verdictSentences(record.verdict)[0]
 * // 'Collapsed: NC1, NC2, NC3 and NC4 hold; the class means form a simplex ETF (distance 0.05), as predicted.'
 */
export function verdictSentences(verdict: Verdict): string[] {
  requireOptions('verdictSentences', 'verdict', 'the verdict of a record', verdict);
  return [
    ...diverged(verdict),
    answer(verdict),
    ...theoryWords(verdict),
    ...limits(verdict),
    ...(verdict.advice.length > 0 ? [`To try: ${verdict.advice.join(' ')}`] : []),
  ];
}

/**
 * The same in lines of at most `width` characters, but for longer words; lines that go on from the one before begin with two
 * blanks.
 *
 * @throws ArgumentError if no verdict is given, or the width is not a number of at least 1
 * @example
 * console.log(verdictLines(record.verdict).join('\n'));
 */
export function verdictLines(verdict: Verdict, width = 78): string[] {
  requireArgument(
    typeof width === 'number' && width >= 1,
    'verdictLines',
    'width',
    'a number of at least 1',
    width,
  );
  return verdictSentences(verdict).flatMap(sentence => wrapped(sentence, width));
}

/** The answer in a word or two, for a column: `yes`, `partly (1 3 4)`, `no`, `?`. */
export function verdictWord({ collapsed, limiting }: Verdict): string {
  if (limiting[0]?.kind === 'diverged') return 'diverged';
  if ('absent' in collapsed) return '?';
  if (collapsed.answer !== 'partly') return collapsed.answer;
  return `NC${holding(collapsed)
    .map(({ name }) => name.slice(2))
    .join('+')}`;
}

function diverged({ limiting }: Verdict): string[] {
  return limiting[0]?.kind === 'diverged' ? [`Diverged: ${limiting[0].text}.`] : [];
}

function answer({ collapsed, geometry, theory, limiting }: Verdict): string {
  if ('absent' in collapsed) return `No verdict: ${collapsed.absent}.`;
  const before = limiting[0]?.kind === 'diverged' ? 'Before that: ' : '';
  const title = { yes: 'Collapsed', partly: 'Partly collapsed', no: 'Not collapsed' }[collapsed.answer];
  const start = before === '' ? title : title.toLowerCase();
  const shape = 'absent' in geometry ? '' : `; ${shapeWords(geometry, theory)}`;
  return `${before}${start}: ${conditionWords(collapsed)}${shape}.`;
}

function holding({ conditions }: CollapseVerdict): CollapseCondition[] {
  return conditions.filter(
    (condition): condition is CollapseCondition => 'met' in condition && condition.met,
  );
}

/** `NC1 and NC4 hold, NC2 (0.27 > 0.1) does not` */
function conditionWords(collapsed: CollapseVerdict): string {
  const met = holding(collapsed).map(({ name }) => name);
  const missed = collapsed.conditions
    .filter((condition): condition is CollapseCondition => 'met' in condition && !condition.met)
    .map(missText);
  const verb = (names: readonly string[], one: string, many: string) => (names.length === 1 ? one : many);
  if (missed.length === 0)
    return met.length === 0 ? 'nothing can be judged' : `${list(met)} ${verb(met, 'holds', 'hold')}`;
  const misses = `${list(missed)} ${verb(missed, 'does not', 'do not')}`;
  if (met.length > 0) return `${list(met)} ${verb(met, 'holds', 'hold')}, ${misses}`;
  return `${misses} hold`;
}

/** `NC2 (0.27 > 0.1)`, with as many digits as it takes to tell the two apart. */
function missText({ name, value, standard, wanted }: CollapseCondition): string {
  const digits = [2, 3, 4, 5].find(count => numberText(value, count) !== numberText(standard, count)) ?? 5;
  const relation = wanted === 'at most' ? '>' : '<';
  return `${name} (${numberText(value, digits)} ${relation} ${numberText(standard, digits)})`;
}

/** `the class means form a simplex ETF (distance 0.05), as predicted` */
function shapeWords(
  { name, nearest, distance, predicted }: GeometryVerdict,
  theory: TheoryVerdict | Absent,
): string {
  const isNear = name !== 'none';
  if (!isNear && nearest === predicted)
    return `the class means are ${short(distance)} from ${theName(nearest)} that is predicted`;
  const how = isNear
    ? `the class means form ${aName(name)} (distance ${short(distance)})`
    : `the class means are ${short(distance)} from the nearest shape, ${aName(nearest)}`;
  if (predicted === undefined) return how;
  if ('agrees' in theory && theory.agrees === true) return `${how}, as predicted`;
  const gap = 'distance' in theory && theory.distance !== undefined ? `, ${short(theory.distance)}` : '';
  return `${how} (predicted: ${predicted === 'predicted geometry' ? 'another' : predicted}${gap})`;
}

function theName(name: GeometryName): string {
  return `the ${name === 'predicted geometry' ? 'geometry' : name}`;
}

function aName(name: GeometryName): string {
  if (name === 'minority collapse') return 'what minority collapse leaves';
  if (name === 'geometry of the codes' || name === 'predicted geometry') return `the ${name}`;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** What the answer has not said yet. */
function theoryWords(verdict: Verdict): string[] {
  const { theory } = verdict;
  if ('absent' in theory)
    return 'absent' in verdict.collapsed ? [] : [`Theory says nothing: ${theory.absent}.`];
  const { applies, because, agrees, cosine, balance } = theory;
  if (applies === 'no') return [`Theory does not cover this training: ${because.join('; ')}.`];
  if (agrees === undefined) return [];
  const angle = cosine
    ? [`mean cosine ${cosineText(cosine.measured)} (predicted ${cosineText(cosine.predicted)})`]
    : [];
  const rest = balance ? [`balance ${short(balance.measured)} (${short(balance.predicted)})`] : [];
  const numbers = [...angle, ...rest];
  const details = numbers.length > 0 ? `: ${numbers.join(', ')}` : '';
  const but = because.length > 0 ? `; the gap says little: ${list(because)}` : '';
  const first = `Theory ${agrees ? 'agrees' : 'disagrees'}${details}${but}.`;
  return isCollapsed(verdict) ? [first, ...betterSentences(verdict).slice(0, 1)] : [first];
}

/** A sentence per value that is better than predicted. */
export function betterSentences({ theory }: Verdict): string[] {
  return 'absent' in theory ? [] : theory.better.map(betterWords);
}

function betterWords({ metric, measured, predicted, why }: TheoryVerdict['better'][number]): string {
  return `Better than predicted: ${metric} ${short(measured)} (${short(predicted)}), since ${why}.`;
}

function limits({ limiting }: Verdict): string[] {
  const shown = limiting.filter(({ kind }) => kind !== 'diverged').slice(0, MOST_LIMITS);
  return shown.length === 0 ? [] : [`Limited by: ${shown.map(({ text }) => text).join('; ')}.`];
}

/** More would hide the first. */
const MOST_LIMITS = 2;

/** Rounding of a descent is 0. */
const short = (value: number) => (Math.abs(value) < 5e-6 ? '0' : numberText(value, 2));
const cosineText = (value: number) =>
  value
    .toFixed(3)
    .replace('-', '−')
    .replace(/^−(0\.0+)$/, '$1');

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : `  ${word}`);
  }
  return lines;
}
