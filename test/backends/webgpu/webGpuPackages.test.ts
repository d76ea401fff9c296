import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadWebGpuPackages } from '../../../backends/webgpu/webGpuPackages.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

/** A project with packages of that name, each of one file. */
function project(packages: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, code] of Object.entries(packages)) {
    const at = join(folder, 'node_modules', name, 'dist');
    mkdirSync(at, { recursive: true });
    const json = { name, version: '1.2.3', main: 'dist/index.cjs' };
    writeFileSync(join(at, '..', 'package.json'), JSON.stringify(json));
    writeFileSync(join(at, 'index.cjs'), code);
  }
  return join(folder, 'package.json');
}

const TFJS = '@tensorflow/tfjs-backend-webgpu';

test('what is missing is named, with the command that installs both', async () => {
  const install = `(npm install webgpu ${TFJS}@4.22.0)`;
  await expect(loadWebGpuPackages([project({})])).rejects.toThrow(
    `webgpu and ${TFJS} are not installed ${install}`,
  );
  await expect(loadWebGpuPackages([project({ webgpu: '' })])).rejects.toThrow(
    `${TFJS} is not installed ${install}`,
  );
});

test('Dawn without a build for this machine', async () => {
  const anchor = project({ webgpu: 'throw new Error("cannot open dawn.node\\nRequire stack:")', [TFJS]: '' });
  await expect(loadWebGpuPackages([anchor])).rejects.toThrow(
    `the package webgpu does not load on ${process.platform} ${process.arch}: cannot open dawn.node`,
  );
});
