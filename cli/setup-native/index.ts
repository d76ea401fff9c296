import { interruptible } from '../../backends/native/setup/interruptible.js';
import { TESTED_TENSORFLOW } from '../../backends/native/setup/pipTensorflow.js';
import { type SetupResult, setUpNative } from '../../backends/native/setup/setup.js';
import type { CliIo } from '../cliIo.js';
import { defineCommand, EXIT } from '../command.js';
import { resolveRequest, setupOptions } from './options.js';

const HELP = `Makes @tensorflow/tfjs-node of this project run against a given or pip-provided TensorFlow: lays out
headers and libraries, builds the one binding that this Node needs, verifies it with a matMul and
a conv gradient, and only then puts it in place. A tfjs-node that works already is left alone.

Options:
  --gpu                       set up @tensorflow/tfjs-node-gpu instead
  --tensorflow <what>         pip (default), a .whl file, an unpacked pip package, or an unpacked
                              libtensorflow archive (include/ and lib/)
  --tensorflow-version <v>    the version to take from pip (default ${TESTED_TENSORFLOW})
  --cache-dir <folder>        where what pip downloaded is kept (default: the per-user cache)
  --no-save                   leave package.json alone when tfjs-node has to be installed
  --force                     set up even if tfjs-node works
  --json                      print the result as one line of JSON
Needs Linux (x64, arm64), python3 with pip, make and g++; what is missing is named.`;

/** `tfjs-nc setup-native`. */
export const setupNative = defineCommand({
  usage: 'setup-native [--gpu] [--tensorflow <folder | wheel | pip>] [--no-save] [--json]',
  help: HELP,
  options: setupOptions,
  run: async (values, io) => {
    const request = resolveRequest(values, io);
    const interrupt = interruptible();
    const started = performance.now();
    try {
      const report = (line: string) => io.err(`- ${line}`);
      const result = await setUpNative(request, {
        cwd: io.cwd,
        env: io.env,
        signal: interrupt.signal,
        report,
      });
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      if (values.json === true) io.out(JSON.stringify({ ok: true, ...result, seconds }));
      else print(result, seconds, io);
      return EXIT.ok;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      io.err('tfjs-nc setup-native: interrupted; nothing half-built is left');
      return EXIT.interrupted;
    } finally {
      interrupt.release();
    }
  },
});

function print(result: SetupResult, seconds: number, io: CliIo): void {
  const { action, tensorflow, gpu, napi } = result;
  const device = gpu ? 'GPU' : 'CPU';
  const done = action === 'installed' ? `set up in ${seconds} s` : 'works already, nothing to do';
  io.out(`${result.package} ${done}: TensorFlow ${tensorflow}, ${device}, N-API ${napi}`);
  io.out(`  ${result.folder}`);
  for (const warning of result.warnings) io.err(`warning: ${warning}`);
}
