import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PATIENCE } from '../../helpers/patience.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./killedChild.mjs', import.meta.url));

it('has every finished epoch on disk, complete, when the process is killed', () => {
  const logdir = temporaryFolder();
  const child = spawnSync(process.execPath, [script, logdir], { encoding: 'utf8', timeout: PATIENCE });
  expect(child.signal, child.stderr).toBe('SIGKILL');
  const text = readFileSync(join(logdir, 'killed', 'metrics.jsonl'), 'utf8');
  const epochs = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).epoch);
  expect(epochs).toEqual([0, 1, 2]);
});
