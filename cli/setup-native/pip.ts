import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, runProgram } from './runProgram.js';

/** A Python that TensorFlow publishes wheels for: the C library inside is the same whichever Python asks. */
const PYTHON_WITH_WHEELS = '3.12';

export interface PipRequest {
  python: string;
  package: string;
  /** An exact version, or undefined for the newest. */
  version: string | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/**
 * Downloads one wheel, without its dependencies, into `folder`, and returns its path. Where pip finds none for the
 * machine's own Python (too old or too new), it is asked for that of Python {@link PYTHON_WITH_WHEELS}.
 */
export async function pipDownload(request: PipRequest, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spec = request.version === undefined ? request.package : `${request.package}==${request.version}`;
  const base = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder];
  const run = (extra: string[]) =>
    runProgram(request.python, [...base, ...extra, spec], { env: request.env, signal: request.signal });
  const first = await run([]);
  if (first.code !== 0 && (await run(['--python-version', PYTHON_WITH_WHEELS])).code !== 0) {
    throw new Error(`pip download ${spec} failed:\n${essence(first.output)}`);
  }
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip download ${spec} left no wheel in ${folder}`);
  return join(folder, wheel);
}

/** pip retries loudly: of its output, the lines that say what is wrong, or else the last ones. */
function essence(output: string): string {
  const errors = output.split('\n').filter(line => line.startsWith('ERROR:'));
  return errors.length > 0 ? errors.join('\n') : lastLines(output, 8);
}
