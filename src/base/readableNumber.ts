import { numberText } from './numberText.js';

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
