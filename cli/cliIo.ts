/** Where a command writes: results to `out`, progress and errors to `err`. Tests pass their own. */
export interface CliIo {
  out(line: string): void;
  err(line: string): void;
  /** The folder the command was started in. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

export function processIo(): CliIo {
  return {
    out: line => void process.stdout.write(`${line}\n`),
    err: line => void process.stderr.write(`${line}\n`),
    cwd: process.cwd(),
    env: process.env,
  };
}
