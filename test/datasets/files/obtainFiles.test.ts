import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DatasetUnavailableError, mnist } from '../../../datasets/index.js';
import { startMirror } from '../helpers/mirror.js';
import { hideDataFolder } from '../helpers/sharedData.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from '../helpers/testFiles.js';

hideDataFolder();

/** Three places with data sets of different sizes, so that the size tells the place. */
async function threePlaces() {
  const folders = (await Promise.all([1, 2, 3].map(temporaryFolder))) as [string, string, string];
  for (const [i, folder] of folders.entries()) await writeIdx(join(folder, 'mnist'), tinyIdx(10 * (i + 1)));
  const [dataDir, environment, cacheDir] = folders;
  return { dataDir, environment, cacheDir };
}

describe('where files come from', () => {
  it('prefers dataDir to TFJS_NC_DATA_DIR to the cache, and says so', async () => {
    const { dataDir, environment, cacheDir } = await threePlaces();
    vi.stubEnv('TFJS_NC_DATA_DIR', environment);
    const first = await mnist({ dataDir, cacheDir, download: false });
    expect([first.labels.length, first.source]).toEqual([10, `data folder ${dataDir}`]);
    const second = await mnist({ cacheDir, download: false });
    expect([second.labels.length, second.source]).toEqual([20, `data folder ${environment}`]);
    vi.stubEnv('TFJS_NC_DATA_DIR', undefined);
    const third = await mnist({ cacheDir, download: false });
    expect([third.labels.length, third.source]).toEqual([30, `cache ${cacheDir}`]);
  });

  it.each(['mnist', 'MNIST/raw', '.'])('looks into %s of a data folder', async sub => {
    const dataDir = await temporaryFolder();
    await writeIdx(join(dataDir, sub), tinyIdx(10), 'train', true);
    expect((await mnist({ dataDir, download: false })).labels).toHaveLength(10);
  });

  it('goes on to the next place when files are missing, and lists all places when none has them', async () => {
    const [dataDir, environment, cacheDir] = [
      await temporaryFolder(),
      join(await temporaryFolder(), 'absent'),
      await temporaryFolder(),
    ];
    await mkdir(join(dataDir, 'mnist'));
    await writeFile(join(dataDir, 'mnist', 'train-images-idx3-ubyte'), tinyIdx(10).images);
    vi.stubEnv('TFJS_NC_DATA_DIR', environment);
    const { address } = await startMirror((_, response) => response.writeHead(404).end());
    const error = await mnist({ dataDir, cacheDir, mirrors: [address] }).catch(e => e);
    expect(error).toBeInstanceOf(DatasetUnavailableError);
    expect(error.message.split('\n')).toEqual([
      'MNIST is not available. Tried, in this order:',
      `  - data folder ${dataDir}: ${join(dataDir, 'mnist')} lacks train-labels-idx1-ubyte`,
      `  - data folder ${environment}: no such folder`,
      `  - cache ${cacheDir}: no train-images-idx3-ubyte[.gz] in it or its sub-folders`,
      `  - download ${address}train-images-idx3-ubyte.gz: HTTP 404 Not Found`,
      expect.stringMatching(/^To provide it: put train-images-idx3-ubyte.gz, .*dataDir.*TFJS_NC_DATA_DIR/),
    ]);
  });

  it('says that the download is switched off', async () => {
    const loading = mnist({ cacheDir: await temporaryFolder(), download: false });
    await expect(loading).rejects.toThrow('download: switched off');
  });

  it('reports a cache that cannot be written', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const loading = mnist({ cacheDir: file, mirrors: ['http://127.0.0.1:9/'] });
    await expect(loading).rejects.toThrow(/download to .*file.*: .*(ENOTDIR|EEXIST)/);
  });

  it('does not accept a file that is not the published one', async () => {
    const cacheDir = await temporaryFolder();
    const { images } = tinyIdx(10);
    const { address } = await startMirror((_, response) => response.end(images));
    const loading = mnist({ cacheDir, mirrors: [address] });
    await expect(loading).rejects.toThrow(/SHA-256 of the content: expected ba891046/);
    expect(await readdir(join(cacheDir, 'mnist'))).toEqual([]);
  });

  it.each([
    [
      { mirrors: ['ftp://a/'] },
      'mnist: mirrors[0] must be an https address, or one of this machine, received "ftp://a/"',
    ],
    [
      { mirrors: ['https://a.example/', 'http://a.example/'] },
      'mirrors[1] must be an https address, or one of this machine, received "http://a.example/"',
    ],
    [{ mirrors: [] }, 'mnist: mirrors must be at least one address'],
  ])('rejects %o', async (options, message) => {
    await expect(mnist(options)).rejects.toThrow(message);
  });
});
