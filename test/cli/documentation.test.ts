import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './run.js';

const page = readFileSync('docs/cli.md', 'utf8');
/** Command lines of the page that need no files, with what it says they print; `...` stands for what is left out. */
const examples = [...page.matchAll(/```\n\$ npx tfjs-nc (predict|sweep)(.*?[^\\])\n(.*?)```/gs)].map(
  ([, command, options, printed]) => ({
    command: `${command}${options!.replaceAll('\\\n', '')}`.replace(/\s+/g, ' '),
    printed: printed!.trimEnd().split('\n'),
  }),
);

describe('docs/cli.md', () => {
  it('has examples', () => expect(examples.length).toBe(2));

  it.each(examples)('prints what it says: $command', async ({ command, printed }) => {
    const { code, out } = await run(command);
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const line of printed) {
      const beginning = line.replace(/ *\.\.\.$/, '');
      expect(
        lines.some(found => (line === beginning ? found === line : found.startsWith(beginning))),
        line,
      ).toBe(true);
    }
  });

  it.each(['predict', 'measure', 'sweep'])('names every option of %s', async command => {
    const { out } = await run(`${command} --help`);
    const options = new Set([...out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(match => match[1]!));
    expect(options.size).toBeGreaterThan(8);
    for (const option of options) expect(page).toContain(option);
  });

  it('has a row for every key of the JSON of predict', async () => {
    const setting = '--loss mse --classes 3 --feature-dim 4 --lambda-w 0.01 --lambda-h 0.01 --lambda-b 1';
    const { out } = await run(`predict ${setting} --json`);
    const rows = page.slice(page.indexOf('### JSON'), page.indexOf('## `measure`'));
    for (const key of Object.keys(JSON.parse(out))) expect(rows).toContain(`\`${key}\``);
  });
});
