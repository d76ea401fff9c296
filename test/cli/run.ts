import { runCli } from '../../cli/runCli.js';
import { captureIo } from './capture.js';

/** Runs a command line, words separated by blanks, and keeps what it says. */
export async function run(words: string | readonly string[], cwd = process.cwd()) {
  const { io, out, err } = captureIo({ cwd });
  const code = await runCli(typeof words === 'string' ? words.split(' ') : words, io);
  return { code, out: out(), err: err() };
}

/** The JSON that a command prints with --json; throws unless it is one line and the command succeeds. */
export async function runJson(words: string, cwd?: string) {
  const { code, out, err } = await run(`${words} --json`, cwd);
  if (code !== 0 || out.includes('\n')) throw new Error(`exit code ${code}: ${err}\n${out}`);
  return JSON.parse(out);
}
