import type { Command } from './command.js';

/** A line of the command table. The command's own file is loaded only when it runs. */
export interface CommandEntry {
  summary: string;
  load: () => Promise<Command>;
}

/** All commands of `tfjs-nc`. A new command is one file and one line here. */
export const commands: Record<string, CommandEntry> = {
  'setup-native': {
    summary: 'make tfjs-node run against a given or pip-provided TensorFlow',
    load: async () => (await import('./setup-native/index.js')).setupNative as unknown as Command,
  },
};
