import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cifar10 } from '../../../datasets/cifar10.js';
import { download } from '../../../datasets/files/download.js';
import { fetchSecurely, isSecure } from '../../../datasets/files/fetchSecurely.js';
import { IDX_DATASETS } from '../../../datasets/idxSources.js';
import { cifar100 } from '../../../datasets/index.js';
import type { FailedPlace } from '../../../src/files/datasetErrors.js';
import { startMirror } from '../helpers/mirror.js';
import { hideDataFolder } from '../helpers/sharedData.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

hideDataFolder();
afterEach(() => vi.unstubAllGlobals());

describe('isSecure', () => {
  it.each([
    'https://a.example/',
    'https://127.0.0.1/',
    'http://127.0.0.1:8080/',
    'http://127.1/',
    'http://localhost/x',
    'http://[::1]:1/',
  ])('%s', address => expect(isSecure(address)).toBe(true));

  it.each([
    'http://a.example/',
    'http://10.0.0.1/',
    'http://127.0.0.1.a.example/',
    'http://localhost.a.example/',
    'http://a.example@b.example/',
    'http://127.0.0.1@b.example/',
    'http://[::ffff:10.0.0.1]/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'data:,x',
    'a.example',
    '',
  ])('not %s', address => expect(isSecure(address)).toBe(false));

  it('is every built-in mirror', () => {
    const mirrors = IDX_DATASETS.flatMap(dataset => dataset.mirrors);
    expect(mirrors.length).toBeGreaterThan(0);
    for (const mirror of mirrors) expect(mirror).toMatch(/^https:\/\//);
  });
});

/** `fetch` that answers by address, as servers elsewhere would. */
function answers(table: Record<string, Response | undefined>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.href);
    return table[url.href] ?? new Response('nothing', { status: 404 });
  });
  return asked;
}

const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } });

describe('fetchSecurely', () => {
  it('follows redirects to https, relative ones too', async () => {
    const asked = answers({
      'https://a.example/f': redirect('/g', 301),
      'https://a.example/g': redirect('https://b.example/h', 307),
      'https://b.example/h': new Response('found'),
    });
    expect(await (await fetchSecurely('https://a.example/f', {})).text()).toBe('found');
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['http://a.example/f', 'redirected to http://a.example, which is not https'],
    ['http://127.0.0.1:1/f', 'redirected to http://127.0.0.1:1, which is not https'],
    ['https://localhost/f', 'redirected to https://localhost, which is not https'],
    ['file:///etc/passwd', 'redirected to null, which is not https'],
    ['data:,x', 'redirected to null'],
    ['http://[', 'redirected to what is no address'],
  ])('does not follow one to %s', async (location, message) => {
    const asked = answers({ 'https://a.example/f': redirect(location) });
    await expect(fetchSecurely('https://a.example/f', {})).rejects.toThrow(message);
    expect(asked).toEqual(['https://a.example/f']);
  });

  it('gives up a redirect that goes round', async () => {
    const asked = answers({ 'https://a.example/f': redirect('https://a.example/f') });
    await expect(fetchSecurely('https://a.example/f', {})).rejects.toThrow('more than 20 redirects');
    expect(asked).toHaveLength(21);
  });

  it('does not ask an address that is not secure', async () => {
    const asked = answers({});
    await expect(fetchSecurely('http://a.example/f', {})).rejects.toThrow('http://a.example is not https');
    expect(asked).toEqual([]);
  });
});

describe('downloads', () => {
  it('refuse a redirect to http, and leave no file', async () => {
    const folder = await temporaryFolder();
    const mirror = await startMirror((_, response) => {
      response.writeHead(302, { location: 'http://a.example/f.bin' }).end();
    });
    const tried: FailedPlace[] = [];
    const remote = { name: 'f.bin', sha256: 'x', sumOf: 'file', bytes: 10 } as const;
    expect(await download(remote, join(folder, 'f.bin'), [mirror.address], {}, tried)).toBeUndefined();
    expect(tried.map(({ reason }) => reason)).toEqual(['redirected to http://a.example, which is not https']);
    expect(mirror.requests).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([cifar10, cifar100])('of archives come from https too', async load => {
    const asked = answers({});
    const cacheDir = await temporaryFolder();
    await expect(load({ cacheDir })).rejects.toThrow('HTTP 404');
    expect(asked.length).toBeGreaterThan(0);
    for (const address of asked) expect(address).toMatch(/^https:\/\/.*-binary\.tar\.gz$/);
  });
});
