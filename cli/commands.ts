import type { Command } from './command.js';

/** A line of the command table. The command's own file is loaded only when it runs. */
export interface CommandEntry {
  summary: string;
  load: () => Promise<Command>;
}

/** All commands of `tfjs-nc`. A new command is one file and one line here. */
export const commands: Record<string, CommandEntry> = {
  predict: {
    summary: 'what theory says the collapsed last layer looks like',
    load: async () => (await import('./predict/index.js')).predict as unknown as Command,
  },
  measure: {
    summary: 'measure neural collapse of features in .npy files',
    load: async () => (await import('./measure/index.js')).measure as unknown as Command,
  },
  sweep: {
    summary: 'predicted mean cosines over the regularization of the bias',
    load: async () => (await import('./sweep/index.js')).sweep as unknown as Command,
  },
  train: {
    summary: 'train a small CNN and measure it: the demo',
    load: async () => (await import('./train/index.js')).train as unknown as Command,
  },
  watch: {
    summary: 'serve the live page of a run',
    load: async () => (await import('./watch/index.js')).watch as unknown as Command,
  },
  runs: {
    summary: 'list runs with their last state',
    load: async () => (await import('./runs/index.js')).runs as unknown as Command,
  },
  compare: {
    summary: 'latest values of runs side by side, and what differs between them',
    load: async () => (await import('./compare/index.js')).compare as unknown as Command,
  },
  report: {
    summary: 'one self-contained HTML file of a run, or of several',
    load: async () => (await import('./report/index.js')).report as unknown as Command,
  },
  doctor: {
    summary: 'what is installed, which backends load, which GPU, and what to do about what is wrong',
    load: async () => (await import('./doctor/index.js')).doctor as unknown as Command,
  },
  'setup-native': {
    summary: 'make tfjs-node run against a given or pip-provided TensorFlow',
    load: async () => (await import('./setup-native/index.js')).setupNative as unknown as Command,
  },
};
