import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { RemoteFile } from '../../../datasets/files/datasetFiles.js';
import { download } from '../../../datasets/files/download.js';
import type { DownloadOptions, DownloadProgress } from '../../../datasets/files/downloadOptions.js';
import { random } from '../../../src/base/random.js';
import type { FailedPlace } from '../../../src/files/datasetErrors.js';
import { type Behavior, send, sendAndCut, startMirror } from '../helpers/mirror.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const { integer } = random('download');
const body = Buffer.from(Array.from({ length: 200_000 }, () => integer(256)));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const remote: RemoteFile = { name: 'f.bin', sha256: sha256(body), sumOf: 'file', bytes: body.length };
const FAST = { backoffMs: 5, connectTimeoutMs: 120_000, stallTimeoutMs: 120_000 };
const good: Behavior = (request, response) => send(request, response, body);

/** Downloads `file` from mirrors with the given behaviors; also which files lie in the folder afterwards. */
async function attempt(behaviors: Behavior[], options: DownloadOptions = {}, file = remote) {
  const folder = await temporaryFolder();
  const mirrors = await Promise.all(behaviors.map(startMirror));
  const tried: FailedPlace[] = [];
  const target = join(folder, file.name);
  const addresses = mirrors.map(({ address }) => address);
  const from = await download(file, target, addresses, { ...FAST, ...options }, tried);
  return { target, tried, mirrors, from: addresses.indexOf(from ?? ''), files: await readdir(folder) };
}

describe('download', () => {
  it('fetches a file and reports progress up to its length', async () => {
    const seen: DownloadProgress[] = [];
    const { target, files } = await attempt([good], { onProgress: progress => seen.push(progress) });
    expect((await readFile(target)).equals(body)).toBe(true);
    expect(files).toEqual(['f.bin']);
    expect(seen.at(-1)).toMatchObject({ file: 'f.bin', received: body.length, total: body.length });
    expect(seen.map(({ received }) => received)).toEqual(seen.map(p => p.received).sort((a, b) => a - b));
  });

  it('tries again after a server error', async () => {
    const busyTwice: Behavior = (request, response, n) =>
      n < 2 ? response.writeHead(500).end() : send(request, response, body);
    const { mirrors, files } = await attempt([busyTwice]);
    expect(files).toEqual(['f.bin']);
    expect(mirrors[0]!.requests).toHaveLength(3);
  });

  it('gives a mirror up after the given number of attempts, at once if it lacks the file', async () => {
    const busy: Behavior = (_, response) => response.writeHead(503).end();
    const lacking: Behavior = (_, response) => response.writeHead(404).end();
    const { mirrors, tried, files, from } = await attempt([busy, lacking], { retries: 2 });
    expect(mirrors.map(({ requests }) => requests.length)).toEqual([3, 1]);
    expect(tried.map(({ reason }) => reason)).toEqual(['HTTP 503 Service Unavailable', 'HTTP 404 Not Found']);
    expect(from).toBe(-1);
    expect(files).toEqual([]);
  });

  it('resumes after a cut connection', async () => {
    const cutOnce: Behavior = (request, response, n) =>
      n === 0 ? sendAndCut(response, body, 120_000) : send(request, response, body);
    const { target, mirrors } = await attempt([cutOnce]);
    expect((await readFile(target)).equals(body)).toBe(true);
    const start = Number(/bytes=(\d+)-/.exec(mirrors[0]!.requests[1]!)?.[1]);
    expect(start).toBeGreaterThan(0);
    expect(start).toBeLessThanOrEqual(120_000);
  });

  it('begins again where the server cannot resume', async () => {
    const wholeOnly: Behavior = (_, response, n) =>
      n === 0
        ? sendAndCut(response, body, 120_000)
        : response.writeHead(200, { 'content-length': body.length }).end(body);
    const { target } = await attempt([wholeOnly]);
    expect((await readFile(target)).equals(body)).toBe(true);
  });

  it('does not retry for ever a server that always cuts at the same place', async () => {
    const alwaysCuts: Behavior = (_, response) => sendAndCut(response, body, 1000);
    const { from, mirrors } = await attempt([alwaysCuts], { retries: 2 });
    expect(from).toBe(-1);
    // The first attempt gained bytes and so earned a fresh set of attempts; the others gained none.
    expect(mirrors[0]!.requests.length).toBeLessThanOrEqual(4);
  });

  it('keeps what it has for the next call, which resumes', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'f.bin');
    const cuts = await startMirror((_, response) => sendAndCut(response, body, 50_000));
    expect(await download(remote, target, [cuts.address], { ...FAST, retries: 0 }, [])).toBeUndefined();
    expect(await readdir(folder)).toEqual(['f.bin.part']);
    const mirror = await startMirror(good);
    expect(await download(remote, target, [mirror.address], FAST, [])).toBe(mirror.address);
    expect(mirror.requests[0]).toMatch(/bytes=[1-9]/);
    expect(await readdir(folder)).toEqual(['f.bin']);
  });

  it('takes over the part of a process that was killed, not of one that runs', async () => {
    const folder = await temporaryFolder();
    // Process numbers end below 2^22 on Linux, and this one is odd on Windows.
    await writeFile(join(folder, 'f.bin.99999999-ab.part'), body.subarray(0, 1000));
    await writeFile(join(folder, `f.bin.${process.ppid}-cd.part`), body.subarray(0, 2000));
    const mirror = await startMirror(good);
    await download(remote, join(folder, 'f.bin'), [mirror.address], FAST, []);
    expect(mirror.requests).toEqual(['/f.bin bytes=1000-']);
    expect(await readdir(folder)).toEqual(['f.bin', `f.bin.${process.ppid}-cd.part`]);
  });

  it.each([
    ['wrong bytes', body.map(byte => byte ^ 1).subarray(0, 1000)],
    ['more than the file', Buffer.concat([body, body.subarray(0, 1000)])],
  ])('starts from nothing when an old part holds %s', async (_, part) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'f.bin.part'), part);
    const mirror = await startMirror(good);
    await download(remote, join(folder, 'f.bin'), [mirror.address], FAST, []);
    expect((await readFile(join(folder, 'f.bin'))).equals(body)).toBe(true);
    expect(await readdir(folder)).toEqual(['f.bin']);
  });

  it('rejects a wrong SHA-256, leaves nothing behind and uses the next mirror', async () => {
    const wrong = Buffer.from(body);
    wrong[777]! ^= 1;
    const bad: Behavior = (request, response) => send(request, response, wrong);
    const only = await attempt([bad]);
    expect(only.files).toEqual([]);
    expect(only.tried[0]!.reason).toBe(
      `SHA-256 of the file: expected ${remote.sha256}, found ${sha256(wrong)}`,
    );
    const second = await attempt([bad, good]);
    expect(second.from).toBe(1);
    expect(second.files).toEqual(['f.bin']);
  });

  it('rejects a file that is longer than the published one', async () => {
    const long = Buffer.concat([body, body]);
    const { tried, files } = await attempt([(request, response) => send(request, response, long)]);
    expect(tried[0]!.reason).toBe(`more than ${body.length} bytes`);
    expect(files).toEqual([]);
  });

  it('compares sums of content through any gzip wrapping', async () => {
    const file: RemoteFile = { ...remote, name: 'f.gz', sumOf: 'content' };
    for (const wrapped of [gzipSync(body, { level: 1 }), gzipSync(body, { level: 9 }), body]) {
      const { from } = await attempt([(request, response) => send(request, response, wrapped)], {}, file);
      expect(from).toBe(0);
    }
    const cut = gzipSync(body).subarray(0, 1000);
    const { tried } = await attempt([(request, response) => send(request, response, cut)], {}, file);
    expect(tried[0]!.reason).toMatch(/damaged: unexpected end of file/);
  });

  it('gives up on a mirror that does not answer, and resumes one that stops', async () => {
    const silent: Behavior = () => undefined;
    const stops: Behavior = (request, response, n) => {
      if (n > 0) return send(request, response, body);
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 1000));
    };
    const { tried, from, mirrors } = await attempt([silent, stops], {
      connectTimeoutMs: 3000,
      stallTimeoutMs: 3000,
    });
    expect(tried).toHaveLength(1);
    expect(tried[0]!.reason).toBe('no answer within 3000 ms');
    expect(from).toBe(1);
    expect(mirrors[1]!.requests).toEqual(['/f.bin', '/f.bin bytes=1000-']);
  });

  it('waits for the body of a mirror that has answered', async () => {
    const hesitant: Behavior = (_, response) => {
      response.writeHead(200, { 'content-length': body.length }).flushHeaders();
      setTimeout(() => response.end(body), 3500);
    };
    const { mirrors, from } = await attempt([hesitant], { connectTimeoutMs: 3000 });
    expect(from).toBe(0);
    expect(mirrors[0]!.requests).toEqual(['/f.bin']);
  });

  it('names the reason when nothing listens', async () => {
    const folder = await temporaryFolder();
    const tried: FailedPlace[] = [];
    // Port 9 (discard) is not served on a usual machine.
    await download(remote, join(folder, 'f.bin'), ['http://127.0.0.1:9/'], FAST, tried);
    expect(tried).toHaveLength(1);
    expect(tried[0]!.reason).not.toBe('fetch failed');
  });

  it('lets concurrent calls share one transfer, and never shows half a file', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'f.bin');
    const seen: number[] = [];
    let look = () => {};
    const looked = new Promise<void>(resolve => (look = resolve));
    const slow: Behavior = (_, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 100_000));
      // Not before somebody has looked while half of it was there.
      void looked.then(() => response.end(body.subarray(100_000)));
    };
    const mirror = await startMirror(slow);
    const watch = setInterval(
      () =>
        stat(target).then(
          ({ size }) => seen.push(size),
          () => {
            seen.push(-1);
            look();
          },
        ),
      5,
    );
    const calls = [1, 2, 3].map(() => download(remote, target, [mirror.address], FAST, []));
    await Promise.all(calls);
    clearInterval(watch);
    expect(mirror.requests).toHaveLength(1);
    expect((await readFile(target)).equals(body)).toBe(true);
    expect(new Set(seen).has(-1)).toBe(true);
    expect(seen.every(size => size === -1 || size === body.length)).toBe(true);
  });

  it('keeps concurrent transfers by several processes apart', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'f.bin');
    const halfSent: ServerResponse[] = [];
    // The rest of both when both are under way.
    const slow: Behavior = (_, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 100_000));
      if (halfSent.push(response) < 2) return;
      for (const waiting of halfSent) waiting.end(body.subarray(100_000));
    };
    const mirror = await startMirror(slow);
    // A fresh copy of the module knows nothing of the other's transfers, as in another process.
    vi.resetModules();
    const other: typeof import('../../../datasets/files/download.js') = await import(
      '../../../datasets/files/download.js'
    );
    expect(other.download).not.toBe(download);
    const calls = [download, other.download].map(load => load(remote, target, [mirror.address], FAST, []));
    expect(await Promise.all(calls)).toEqual([mirror.address, mirror.address]);
    expect(mirror.requests).toEqual(['/f.bin', '/f.bin']);
    expect((await readFile(target)).equals(body)).toBe(true);
    expect(await readdir(folder)).toEqual(['f.bin']);
  });

  it('stops when canceled, without trying the next mirror', async () => {
    const cancel = new AbortController();
    const mirrors = await Promise.all([startMirror(() => cancel.abort()), startMirror(good)]);
    const folder = await temporaryFolder();
    const options = { ...FAST, signal: cancel.signal };
    const addresses = mirrors.map(({ address }) => address);
    await expect(download(remote, join(folder, 'f.bin'), addresses, options, [])).rejects.toThrow(/abort/);
    expect(mirrors[1]!.requests).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});
