/** A number for people: five significant digits, an exponent where the zeros would get long. */
export function numberText(value: number, digits = 5): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 1e-3 && size < 1e6);
  if (!plain) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e');
  return Object.is(value, -0) ? '0' : String(Number(value.toPrecision(digits)));
}

/** A number in a column of its like: six decimals, an exponent where they would not show it. */
export function columnText(value: number): string {
  const size = Math.abs(value);
  return size > 0 && (size < 1e-4 || size >= 1e5) ? value.toExponential(3) : fixedText(value);
}

/** Six decimals; no minus sign in front of what rounds to zero. */
export function fixedText(value: number): string {
  return value.toFixed(6).replace(/^-(0\.0+)$/, '$1');
}

/** `0.02 (all 5)` where numbers agree to the printed digits, the list where it is short, else its range. */
export function listText(values: readonly number[]): string {
  const texts = values.map(value => numberText(value));
  if (texts.length > 1 && new Set(texts).size === 1) return `${texts[0]} (all ${texts.length})`;
  if (texts.length <= SHORT) return texts.join(', ');
  const range = `${numberText(Math.min(...values))} to ${numberText(Math.max(...values))}`;
  return `${range} (${texts.length} numbers; --json prints them)`;
}

/** Longer lists and larger matrices are summarized. */
export const SHORT = 10;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number in a sentence: `0.25`, `−3`, `1.21·10⁻⁶`. */
export function readableNumber(value: number, digits = 4): string {
  const [mantissa, exponent] = numberText(value, digits).split('e');
  const power = exponent === undefined ? '' : `10${superscript(Number(exponent))}`;
  const factor = minus(mantissa!);
  if (power === '') return factor;
  return factor === '1' ? power : `${factor}·${power}`;
}

/** `⁻⁶` */
export function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map(digit => SUPERSCRIPTS[Number(digit)]).join('');
  return exponent < 0 ? `⁻${digits}` : digits;
}

function minus(text: string): string {
  return text.replaceAll('-', '−');
}
