import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { ArgumentError } from '../base/argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { distinctRows } from './distinctRows.js';
import { encodingFromCodes, oneHotEncoding } from './encodingFromCodes.js';
import { targetsError } from './invalidTargets.js';
import { CODE_TOLERANCE, type TargetFacts } from './targetFacts.js';

/** The limit keeps regression targets (all rows distinct) from being taken for classes. */
const MOST_CODES = 10_000;

/** Among so few rows nothing can be said of how often a code ought to come. */
const FEW_ROWS = 32;

const HARD = 'give the class of each sample, or say what the classes are with the option encoding';

/**
 * The encoding of rows with one larger entry, the same two numbers in all of them: one-hot, smoothed or centered one-hot.
 * One class per output then, in the order of the outputs, whether or not every class has a sample. Any batch with a
 * labeled row tells it. Null where the rows are of another kind, or none is labeled.
 */
export function encodingOfPeaks(facts: TargetFacts, outputs: number): ClassEncoding | null {
  const labeled = facts.rows - facts.zero;
  if (labeled === 0 || facts.peaked !== labeled || facts.nonFinite > 0) return null;
  const [[top, highest], [lowest, rest]] = [facts.top, facts.rest];
  if (!(highest - top <= CODE_TOLERANCE && rest - lowest <= CODE_TOLERANCE)) return null;
  if (top === 1 && highest === 1 && lowest === 0 && rest === 0) return oneHotEncoding(outputs);
  const code = (k: number) => Array.from({ length: outputs }, (_, j) => (j === k ? top : lowest));
  return encodingFromCodes(Array.from({ length: outputs }, (_, k) => code(k)));
}

/**
 * The encoding of targets [N, c]: {@link encodingOfPeaks}, or the distinct rows as codes.
 *
 * @param facts of all the rows
 * @throws ArgumentError, saying what the targets are, where they are not of classes: mixed, multi-label, continuous
 */
export async function encodingOfTargets(targets: Tensor2D, facts: TargetFacts): Promise<ClassEncoding> {
  const outputs = targets.shape[1];
  if (facts.nonFinite > 0)
    throw targetsError('finite', `${facts.nonFinite} rows with NaN or infinite values`);
  if (facts.zero === facts.rows && outputs > 1) {
    throw targetsError('of classes', `rows of zeros only: no sample has a class`);
  }
  const known = outputs > 1 ? encodingOfPeaks(facts, outputs) : null;
  if (known) return known;
  const kind = outputs > 1 ? kindByFacts(facts) : null;
  if (kind) throw kind;
  const { count, rows } = await distinctRows(targets, MOST_CODES);
  return encodingFromCodes(inClassOrder(checkedCodes(count, rows, facts, outputs)));
}

/** What the entries alone tell not to be classes. */
function kindByFacts({ rows, zero, peaked, areBits, entry, sum }: TargetFacts) {
  if (areBits && (peaked > 0 || sum[0] !== sum[1])) return multiLabel();
  const isSome = peaked > 0 && peaked < rows - zero;
  if (isSome) return isDistribution(entry, sum) ? mixed() : severalKinds(peaked, rows - zero);
  return null;
}

function isDistribution([least]: TargetFacts['entry'], [smallest, largest]: TargetFacts['sum']): boolean {
  const near = (x: number) => Math.abs(x - 1) <= 10 * CODE_TOLERANCE;
  return least >= 0 && near(smallest) && near(largest);
}

/** The codes, where so many of these rows can be codes of classes. Rows of zeros are samples without a class. */
function checkedCodes(
  count: number,
  rows: number[][] | null,
  facts: TargetFacts,
  outputs: number,
): number[][] {
  if (outputs === 1) return twoValues(count, rows, facts);
  const codes = rows?.filter(row => row.some(x => x !== 0)) ?? null;
  const labeled = facts.rows - facts.zero;
  const found = codes?.length ?? count;
  const areCodes = codes !== null && (found <= labeled / 2 || (found < labeled && labeled <= FEW_ROWS));
  if (codes && found < 2)
    throw targetsError('of at least two classes', `${found} distinct row among ${labeled}`);
  if (isDistribution(facts.entry, facts.sum) && !(areCodes && isBijective(codes))) throw mixed();
  // A few may be codes of somebody's own.
  const areCounts = facts.areIntegers && Math.max(-facts.entry[0], facts.entry[1]) > 1;
  if (areCounts && found > outputs) throw continuous('integers, as of counts or coordinates');
  if (!areCodes) {
    const many = rows === null ? `more than ${Math.min(MOST_CODES, labeled / 2)}` : found;
    throw continuous(`${many} distinct rows among ${labeled}`);
  }
  return codes;
}

/** One output tells two classes apart. */
function twoValues(count: number, rows: number[][] | null, { rows: samples }: TargetFacts): number[][] {
  if (rows?.length === 2) return rows;
  const listed = rows && count <= 4 ? ` (${rows.map(([x]) => x).join(', ')})` : '';
  const received = `${rows === null ? 'very many' : count} distinct values${listed} among ${samples}`;
  if (count < 2) throw targetsError('two distinct values for a head with one output', received);
  const labels = 'integer labels of several classes need a head with one output per class';
  throw targetsError(
    `two distinct values for a head with one output (more are a regression, which has no classes; ${labels}; ` +
      'otherwise give the values of the classes with the option encoding, beside which -1 is a sample without a class)',
    received,
  );
}

function mixed(): ArgumentError {
  const received = 'rows that sum to 1 with several shares, as of mixup or of votes';
  return targetsError(`one code per class (mixed targets have no class; ${HARD})`, received);
}

function multiLabel(): ArgumentError {
  const received =
    'rows of 0 and 1 with another number of ones than one each, as of several labels per sample';
  return targetsError(`one code per class (with several labels a sample has no class; ${HARD})`, received);
}

function severalKinds(peaked: number, labeled: number): ArgumentError {
  const received = `${peaked} one-hot or smoothed rows beside ${labeled - peaked} others`;
  return targetsError(`of one kind, one code per class (${HARD})`, received);
}

function continuous(what: string): ArgumentError {
  return targetsError(`one code per class (continuous targets have no classes; ${HARD})`, what);
}

const classOf = (code: readonly number[]) => code.indexOf(Math.max(...code));

/** Whether the largest entries tell one class per output. */
function isBijective(codes: readonly number[][]): boolean {
  return codes[0]!.length === codes.length && new Set(codes.map(classOf)).size === codes.length;
}

/**
 * Whether it is known which class is which where codes were found, not given: class k is that of output k, or of the
 * k-th value of a single output. Other codes are in lexicographic order, which says nothing of the user's classes.
 */
export function isInOutputOrder({ matrix, dim, classes, name }: ClassEncoding): boolean {
  if (name === 'one-hot' || dim === 1) return true;
  return dim === classes && isBijective(matrix.transpose().to2DArray());
}

/** By the largest entry where that is a bijection, else in lexicographic order. */
function inClassOrder(codes: number[][]): number[][] {
  if (isBijective(codes)) return codes.sort((a, b) => classOf(a) - classOf(b));
  return codes.sort((a, b) => {
    const at = a.findIndex((x, i) => x !== b[i]);
    return a[at]! - b[at]!;
  });
}
