import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { livePage } from '../../../report/html.js';
import { LiveServer, SERVER_LIMITS } from '../../../report/live/liveServer.js';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { ask, EventReader } from '../../helpers/liveClient.js';
import { eventually } from '../../helpers/patience.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

/** A server for the run of a folder, closed when the test ends. */
async function serve(folder = exampleFolder(), port = 0) {
  const server = await LiveServer.start({ folders: [folder.path], host: '127.0.0.1', port });
  onTestFinished(() => server.close());
  return { server, folder, url: server.url };
}

function exampleFolder(): ExampleRunFolder {
  return new ExampleRunFolder(join(temporaryFolder(), 'run'));
}

/** Last epoch of the data that the server has now. */
async function dataOf(url: string, headers: Record<string, string> = {}) {
  const { status, body, headers: answered } = await ask(url, { path: '/data.json', headers });
  return { status, etag: answered.etag!, text: body };
}

describe('the page', () => {
  it('comes with its script and style, of their types', async () => {
    const { url } = await serve();
    const page = livePage();
    const parts = { '/': page.html, '/page.js': page.script, '/page.css': page.style };
    const types = ['text/html', 'text/javascript', 'text/css'];
    for (const [i, [path, content]] of Object.entries(parts).entries()) {
      const { status, body, headers } = await ask(url, { path });
      expect(status).toBe(200);
      expect(body).toBe(content);
      expect(headers['content-type']).toBe(`${types[i]}; charset=utf-8`);
    }
  });

  it.each(['/', '/page.js', '/data.json', '/events', '/nothing'])('has strict headers at %s', async path => {
    const { url } = await serve();
    const { headers } = await ask(url, { path, method: 'HEAD' });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    expect(headers['cache-control']).toMatch(/^no-(cache|store)$/);
    const policy = headers['content-security-policy']!;
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("frame-ancestors 'none'");
    // Nothing from elsewhere, and no code inside the page.
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers HEAD without a body and confirms what the client has', async () => {
    const { url } = await serve();
    for (const path of ['/', '/page.js', '/data.json']) {
      const full = await ask(url, { path });
      const head = await ask(url, { path, method: 'HEAD' });
      expect(head).toMatchObject({ status: 200, body: '' });
      expect(head.headers['content-length']).toBe(String(Buffer.byteLength(full.body)));
      const again = await ask(url, { path, headers: { 'If-None-Match': full.headers.etag! } });
      expect(again).toMatchObject({ status: 304, body: '' });
    }
  });
});

describe('what is refused', () => {
  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example'])(
    'Host %s, on every path',
    async host => {
      const { url } = await serve();
      for (const path of ['/', '/data.json', '/events', '/page.js', '/nothing']) {
        const { status, body } = await ask(url, { path, headers: { host } });
        expect(status).toBe(403);
        expect(body).toMatch(/Host header/);
        expect(body).not.toContain(host);
      }
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('%s', async method => {
    const { url } = await serve();
    const { status, headers } = await ask(url, { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it.each([
    '/nothing',
    '/page.js/',
    '//page.js',
    '/data.json/../run.json',
    '/../run.json',
    '/..%2frun.json',
    '/%2e%2e/run.json',
    '/run.json',
    '/metrics.jsonl',
    '/etc/passwd',
    '/constructor',
    '/__proto__',
    '/\\..\\run.json',
    '/%00',
    'http://evil.example/',
    '*',
  ])('path %s', async path => {
    const { url } = await serve();
    expect((await ask(url, { path })).status).toBe(404);
  });

  it('pages of other sites; a link to the page is fine', async () => {
    const { url } = await serve();
    const foreign = { 'Sec-Fetch-Site': 'cross-site' };
    for (const path of ['/data.json', '/events', '/page.js']) {
      const headers = { ...foreign, 'Sec-Fetch-Mode': 'no-cors' };
      expect((await ask(url, { path, headers })).status).toBe(403);
    }
    expect((await ask(url, { headers: { ...foreign, 'Sec-Fetch-Mode': 'navigate' } })).status).toBe(200);
    const own = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' };
    expect((await ask(url, { path: '/data.json', headers: own })).status).toBe(200);
  });

  it('headers without end', async () => {
    const { url } = await serve();
    expect((await ask(url, { headers: { cookie: 'x'.repeat(20_000) } })).status).toBe(431);
  });
});

describe('what is new', () => {
  it('is announced, and served as the next version', async () => {
    const { folder, url } = await serve();
    const reader = await EventReader.open(url);
    const first = await dataOf(url);
    expect((await reader.next())!.id).toBe(first.etag.slice(1, -1));
    for (let epoch = 0; epoch < 3; epoch++) {
      const before = await dataOf(url);
      folder.record();
      const event = await reader.next();
      const after = await dataOf(url, { 'If-None-Match': before.etag });
      expect(after.status).toBe(200);
      expect(event).toEqual({ id: after.etag.slice(1, -1), event: 'changed' });
      expect(after.text).not.toBe(before.text);
    }
  });

  it('reaches every stream', async () => {
    const { folder, url } = await serve();
    const readers = await Promise.all([1, 2, 3].map(() => EventReader.open(url)));
    const ids = async () =>
      new Set((await Promise.all(readers.map(reader => reader.next()))).map(e => e!.id));
    expect((await ids()).size).toBe(1);
    folder.snapshot(0);
    expect((await ids()).size).toBe(1);
  });

  it('is caught up with by who was away', async () => {
    const { folder, url } = await serve();
    const reader = await EventReader.open(url);
    const { id } = (await reader.next())!;
    reader.response.destroy();
    for (let epoch = 0; epoch < 5; epoch++) folder.record();
    const again = await EventReader.open(url, { 'Last-Event-ID': id });
    expect((await again.next())!.id).not.toBe(id);
    const nothingMissed = await EventReader.open(url, {
      'Last-Event-ID': (await dataOf(url)).etag.slice(1, -1),
    });
    folder.record();
    expect((await nothingMissed.next())!.id).toBe((await dataOf(url)).etag.slice(1, -1));
    expect(nothingMissed.text.match(/event: changed/g)).toHaveLength(1);
  });

  it('is told after a restart: versions of another server are not taken for its own', async () => {
    const folder = exampleFolder();
    const first = await serve(folder);
    const { id } = (await (await EventReader.open(first.url)).next())!;
    const { port } = first.server;
    await first.server.close();
    const second = await serve(folder, port);
    expect((await (await EventReader.open(second.url, { 'Last-Event-ID': id })).next())!.id).not.toBe(id);
  });

  it('waits while the folder is no run, and announces when it is one', async () => {
    const path = join(temporaryFolder(), 'run');
    const server = await LiveServer.start({ folders: [path], host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close());
    const reader = await EventReader.open(server.url);
    await reader.next();
    const early = await dataOf(server.url);
    expect(JSON.parse(early.text)).toMatchObject({ runs: [], live: { waiting: ['the run run'] } });
    new ExampleRunFolder(path).record();
    expect((await reader.next())!.id).not.toBe(early.etag.slice(1, -1));
    expect(JSON.parse((await dataOf(server.url)).text)).toMatchObject({
      runs: [{ state: { epoch: 0 } }],
      live: { waiting: [] },
    });
  });

  it('is a newer run, which a page may ask for by its name and by nothing else', async () => {
    const logdir = temporaryFolder();
    const at = (name: string, month: number) =>
      new ExampleRunFolder(join(logdir, name), { run: name, started: `2026-0${month}-01T00:00:00.000Z` });
    at('a', 2);
    const server = await LiveServer.start({ folders: [], logdir, host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close());
    const { url } = server;
    const ofRun = async (name: string) => {
      const { status, body } = await ask(url, { path: `/data.json?run=${encodeURIComponent(name)}` });
      return status === 200 ? JSON.parse(body) : status;
    };
    const reader = await EventReader.open(url);
    await reader.next();
    expect(JSON.parse((await dataOf(url)).text).live).toEqual({ waiting: [] });
    const second = at('b', 3);
    await reader.next();
    expect(JSON.parse((await dataOf(url)).text)).toMatchObject({
      runs: [{ name: 'a' }],
      live: { newer: 'b' },
    });
    expect((await ofRun('b')).live).toEqual({ waiting: [] });
    // It grows, and has successors of its own.
    second.record();
    await reader.next();
    expect(await ofRun('b')).toMatchObject({ runs: [{ state: { epoch: 0 } }] });
    at('c', 4);
    await reader.next();
    expect((await ofRun('b')).live).toEqual({ waiting: [], newer: 'c' });
    // An older one is no news, and nor is one that becomes the newest because another is deleted.
    at('d', 1);
    rmSync(join(logdir, 'c'), { recursive: true });
    expect((await ofRun('b')).live.newer).toBe('c');
    for (const name of [
      'd',
      'a',
      '',
      '.',
      '..',
      `../${basename(logdir)}/b`,
      '/etc',
      'b/',
      '%62',
      '__proto__',
    ]) {
      expect(await ofRun(name), name).toBe(404);
    }
  });

  it('stays what it was while the folder is away', async () => {
    const { folder, url } = await serve();
    folder.record();
    const before = await dataOf(url);
    rmSync(folder.path, { recursive: true });
    expect(await dataOf(url)).toEqual(before);
  });
});

describe('many clients', () => {
  it('1,000 connections leave it alive, bounded, and with an answer for those it has accepted', async () => {
    const { server, url } = await serve();
    const sockets = await Promise.all(Array.from({ length: 1000 }, () => idle(server.port)));
    await eventually(() => expect(sockets.filter(({ destroyed }) => destroyed).length).toBe(600));
    const open = sockets.filter(({ destroyed }) => !destroyed);
    expect(await answerOn(open[0]!)).toMatch(/^HTTP\/1.1 503 .*Retry-After: 5/s);
    for (const socket of open) socket.destroy();
    await eventually(async () => expect((await ask(url)).status).toBe(200));
  });

  it('cuts off who does not send the request, and nobody who waits for events', async () => {
    const settings = { folders: [exampleFolder().path], host: '127.0.0.1', port: 0 };
    const server = await LiveServer.start(settings, { ...SERVER_LIMITS, requestMs: 2000 });
    onTestFinished(() => server.close());
    const reader = await EventReader.open(server.url);
    const slow = await idle(server.port);
    const answer = answerOn(slow, 'GET / HTTP/1.1\r\nHost: 127');
    expect(await answer).toMatch(/^HTTP\/1.1 408 /);
    expect(reader.ended).toBe(false);
  });

  it('a port that is in use is an error', async () => {
    const { server } = await serve();
    const same = { folders: [], host: '127.0.0.1', port: server.port };
    await expect(LiveServer.start(same)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the end', () => {
  it('close ends streams and idle connections, and frees the port', async () => {
    const { server, url } = await serve();
    const { port } = server;
    const reader = await EventReader.open(url);
    const socket = await idle(port);
    await server.close();
    await reader.end();
    await eventually(() => expect(socket.destroyed).toBe(true));
    const next = await LiveServer.start({ folders: [], host: '127.0.0.1', port });
    await next.close();
    await next.close();
  });

  it('finish lets an open page have the last record', async () => {
    const { server, folder, url } = await serve();
    const reader = await EventReader.open(url);
    await reader.next();
    const before = await dataOf(url);
    folder.record();
    const finished = server.finish();
    await reader.next();
    expect((await dataOf(url)).text).not.toBe(before.text);
    await finished;
    await reader.end();
    await expect(ask(url)).rejects.toThrow();
  });

  it('finish does not wait for pages that do not ask', async () => {
    const { server, folder, url } = await serve();
    const reader = await EventReader.open(url);
    folder.record();
    await server.finish();
    await reader.end();
  });
});

/** A connection on which nothing is sent. */
function idle(port: number): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket));
    // Read, or the end of the connection would not be seen.
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    onTestFinished(() => void socket.destroy());
  });
}

/** Sends text on a connection; what came until it ended. */
function answerOn(socket: Socket, text = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'): Promise<string> {
  return new Promise(resolve => {
    let answer = '';
    socket.on('data', part => (answer += part));
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}
