import { styleText } from 'node:util';
import type { CliIo } from '../command.js';

type Format = Parameters<typeof styleText>[0];

/** Emphasis for a terminal: none where the output goes to a file or a pipe, or NO_COLOR is set (no-color.org). */
export function styleFor({ env }: CliIo, isTerminal = process.stdout.isTTY === true) {
  const plain = !isTerminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return (format: Format, text: string) =>
    plain ? text : styleText(format, text, { validateStream: false });
}
