import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { ask, EventReader } from '../../helpers/liveClient.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./liveTrainingChild.mjs', import.meta.url));

it('a training with live: true says where, serves every epoch up to the last one, and ends', async () => {
  const child = spawn(process.execPath, [script, temporaryFolder()]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', text => (err += text));
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const url = /^live page: (http:\S+)\n$/.exec(line)?.[1];
  expect(url, line).toBeDefined();
  const reader = await EventReader.open(url!);
  const epochs: number[] = [];
  // As a page does: on every event, until the server ends.
  for (let event = await reader.next(); event; event = await reader.next()) {
    const { body } = await ask(url!, { path: '/data.json' });
    epochs.push(lastEpoch(body));
    if (epochs.at(-1) === 1) child.stdin.write('\n');
  }
  expect(epochs.at(-1)).toBe(3);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode, err).toBe(0);
  // A sink that fails says so there; tf.js advertises its native backend.
  expect(err).not.toContain('failed');
});

/** −1 before the first record. */
function lastEpoch(json: string): number {
  const [run] = JSON.parse(json).runs;
  return run.state?.epoch ?? -1;
}
