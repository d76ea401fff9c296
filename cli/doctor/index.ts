import { type Diagnosis, diagnose } from '../../backends/native/checks/diagnose.js';
import { type Finding, SECTIONS, type Section, type Status } from '../../backends/native/checks/finding.js';
import { InputError } from '../../src/base/inputError.js';
import { type CliIo, defineCommand, EXIT, interruptible } from '../command.js';

const HELP = `Tells what is installed, which backends load and compute right, which GPU, driver, CUDA, Vulkan and
TensorFlow there are, whether there are two copies of tfjs-core, what the Node version breaks, and what
to do about each. Each backend is tried in a process of its own. Nothing is changed.

Options:
  --timeout <seconds>   how long a backend may take to load (default 60)
  --skip-backends       do not try the backends, nor a training
  --json                print the result as one line of JSON
Exit codes: 0 no problem (there may be warnings), 1 a problem was found, 2 bad options.`;

/** `tfjs-nc doctor`. */
export const doctor = defineCommand({
  usage: 'doctor [--timeout seconds] [--skip-backends] [--json]',
  help: HELP,
  options: { timeout: { type: 'string' }, 'skip-backends': { type: 'boolean' } },
  run: async (values, io) => {
    const timeoutMs = 1000 * readTimeout(values.timeout);
    const interrupt = interruptible();
    try {
      const diagnosis = await diagnose({
        cwd: io.cwd,
        env: io.env,
        signal: interrupt.signal,
        timeoutMs,
        skipBackends: values['skip-backends'] === true,
        report: line => io.err(`- ${line}`),
      });
      if (values.json === true) io.out(JSON.stringify(toJson(diagnosis)));
      else await print(diagnosis, io);
      return count(diagnosis.findings).problem > 0 ? EXIT.failure : EXIT.ok;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      io.err('tfjs-nc doctor: interrupted');
      return EXIT.interrupted;
    } finally {
      interrupt.release();
    }
  },
});

function readTimeout(text: string | undefined): number {
  const seconds = text === undefined ? 60 : Number(text);
  if (text?.trim() !== '' && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InputError(`--timeout must be a number of seconds above 0, at most 86400, received "${text}"`);
}

function toJson({ project, findings, trials, trainings, gpu, packages }: Diagnosis): object {
  const { ok, info, warning, problem } = count(findings);
  return {
    schema: 'tfjs-nc.doctor/1',
    ok: problem === 0,
    project,
    counts: { ok, info, warning, problem },
    findings,
    packages,
    backends: trials,
    trainings,
    gpu: { ...gpu, smi: gpu.smi ?? null, kernelDriver: gpu.kernelDriver ?? null },
  };
}

async function print({ project, findings }: Diagnosis, io: CliIo): Promise<void> {
  io.out(`${project}\n`);
  const style = await styleOf(io);
  for (const line of reportLines(findings, style)) io.out(line);
}

/** Node before 20.12 lacks what `styleFor` imports; the doctor is to run there too, and say that Node is too old. */
async function styleOf(io: CliIo): Promise<Style> {
  try {
    const { styleFor } = await import('../runs/style.js');
    return styleFor(io);
  } catch {
    return (_format, text) => text;
  }
}

/** Emphasis for a terminal, as `styleFor` gives it. */
export type Style = (format: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string) => string;

const TITLES: Record<Section, string> = {
  machine: 'Node and machine',
  packages: 'Packages',
  backends: 'Backends, each tried in a process of its own',
  training: 'Training, as a script of the project would start it',
  gpu: 'GPU',
};

const COLORS: Record<Status, 'dim' | 'green' | 'yellow' | 'red'> = {
  ok: 'green',
  info: 'dim',
  warning: 'yellow',
  problem: 'red',
};

/** As wide as the longest status and two blanks. */
const INDENT = 9;

/** The findings by section, each with its facts and what to do, and a last line that counts. */
export function reportLines(findings: readonly Finding[], style: Style): string[] {
  const sections = SECTIONS.flatMap(section => {
    const own = findings.filter(finding => finding.section === section);
    if (own.length === 0) return [];
    return [style('bold', TITLES[section]), ...own.flatMap(finding => lines(finding, style)), ''];
  });
  return [...sections, summary(findings)];
}

function lines({ status, summary, details, advice }: Finding, style: Style): string[] {
  const margin = ' '.repeat(INDENT + 2);
  return [
    `  ${style(COLORS[status], status.padEnd(INDENT))}${summary}`,
    ...details.map(detail => `${margin}${style('dim', detail)}`),
    ...advice.map(step => `${margin}→ ${step}`),
  ];
}

function summary(findings: readonly Finding[]): string {
  const { problem, warning } = count(findings);
  if (problem + warning === 0) return 'All is well.';
  return `${plural(problem, 'problem')}, ${plural(warning, 'warning')}; → says what to do.`;
}

/** How many findings there are of each status. */
export function count(findings: readonly Finding[]): Record<Status, number> {
  const counts = { ok: 0, info: 0, warning: 0, problem: 0 };
  for (const { status } of findings) counts[status]++;
  return counts;
}

function plural(n: number, what: string): string {
  return `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;
}
