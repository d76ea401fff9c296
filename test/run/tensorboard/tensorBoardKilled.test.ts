import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pointsOf } from '../../helpers/eventFiles.js';
import { exampleRecord, exampleSnapshot } from '../../helpers/exampleRun.js';
import { PATIENCE } from '../../helpers/patience.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./tensorBoardKilledChild.mjs', import.meta.url));

it('has every record on disk, complete, when the process is killed', () => {
  const folder = temporaryFolder();
  const records = [0, 1, 2].map(epoch => [exampleRecord(epoch), exampleSnapshot(epoch)]);
  const input = JSON.stringify(records);
  const child = spawnSync(process.execPath, [script, folder], { input, encoding: 'utf8', timeout: PATIENCE });
  expect(child.signal, child.stderr).toBe('SIGKILL');
  for (const run of ['measured', 'predicted', 'validation', 'depth/02-dense']) {
    const points = pointsOf(join(folder, run));
    const tag = run.startsWith('depth') ? 'depth/nc1.pinv' : 'nc1/nc1.pinv';
    expect(
      points[tag]!.map(([step]) => step),
      run,
    ).toEqual([0, 1, 2]);
  }
});
