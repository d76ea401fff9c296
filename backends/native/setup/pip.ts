import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipReasons, saysNoNetwork } from './network.js';
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

/** pip reached no server: asking for another version is of no use. */
export class NoNetworkError extends Error {
  override name = 'NoNetworkError';
}

/**
 * Downloads one wheel, without its dependencies, into `folder`, and returns its path. Where pip finds none for the
 * machine's own Python (too old or too new), it is asked for that of Python {@link PYTHON_WITH_WHEELS}.
 *
 * @throws NoNetworkError with pip's reason and the way without a network
 */
export async function pipDownload(request: PipRequest, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spec = request.version === undefined ? request.package : `${request.package}==${request.version}`;
  const base = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder];
  const run = (extra: string[]) =>
    runProgram(request.python, [...base, ...extra, spec], { env: request.env, signal: request.signal });
  const first = await run([]);
  if (first.code !== 0 && reachedNothing(first.output)) throw noNetwork(spec, first.output);
  if (first.code !== 0 && (await run(['--python-version', PYTHON_WITH_WHEELS])).code !== 0) {
    throw new Error(`pip download ${spec} failed:\n${essence(first.output)}`);
  }
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip download ${spec} left no wheel in ${folder}`);
  return join(folder, wheel);
}

/** An attempt that failed before one that succeeded does not count: then pip has seen versions. */
function reachedNothing(output: string): boolean {
  return saysNoNetwork(output) && !/\(from versions: (?!none)/.test(output);
}

function noNetwork(spec: string, output: string): NoNetworkError {
  const reasons = pipReasons(output);
  return new NoNetworkError(
    [
      `pip download ${spec} failed: there is no network, or pip's index does not answer:`,
      reasons.length > 0 ? reasons.map(reason => `  ${reason}`).join('\n') : essence(output),
      'Without a network: fetch the wheel where there is one, bring it here, and name it:',
      `  python3 -m pip download --no-deps --only-binary=:all: ${spec}`,
      '  npx tfjs-nc setup-native --tensorflow FILE.whl',
    ].join('\n'),
  );
}

/** pip retries loudly: of its output, the lines that say what is wrong, or else the last ones. */
function essence(output: string): string {
  const errors = output.split('\n').filter(line => line.startsWith('ERROR:'));
  return errors.length > 0 ? errors.join('\n') : lastLines(output, 8);
}
