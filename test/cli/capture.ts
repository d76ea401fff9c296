import type { CliIo } from '../../cli/command.js';

/** A CliIo that keeps what is written. */
export function captureIo(overrides: Partial<CliIo> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io: CliIo = {
    out: line => void out.push(line),
    err: line => void err.push(line),
    cwd: process.cwd(),
    env: process.env,
    ...overrides,
  };
  return { io, out: () => out.join('\n'), err: () => err.join('\n') };
}
