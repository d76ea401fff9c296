import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { EventStreams, STREAM_LIMITS } from '../../../report/live/eventStreams.js';
import { EventReader } from '../../helpers/liveClient.js';
import { eventually } from '../../helpers/patience.js';

/** Streams behind a server that does nothing else. */
async function serve(limits: Partial<typeof STREAM_LIMITS> = {}, version = 'v1') {
  const streams = new EventStreams({ ...STREAM_LIMITS, ...limits });
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    streams.add(request, response, version);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    streams.close();
    server.close().closeAllConnections();
  });
  return { streams, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

it('tells the present version at once to who has none or an old one, not to who has it', async () => {
  const { streams, url } = await serve();
  for (const headers of [{}, { 'Last-Event-ID': 'v0' }]) {
    const reader = await EventReader.open(url, headers as Record<string, string>);
    expect(await reader.next()).toEqual({ id: 'v1', event: 'changed' });
  }
  const knows = await EventReader.open(url, { 'Last-Event-ID': 'v1' });
  streams.announce('v2');
  expect(await knows.next()).toEqual({ id: 'v2', event: 'changed' });
});

it('sends comments so that nobody in between takes the stream for dead', async () => {
  const { url } = await serve({ heartbeatMs: 5 });
  const reader = await EventReader.open(url, { 'Last-Event-ID': 'v1' });
  await eventually(() => expect(reader.text).toMatch(/(^|\n): still here\n\n/));
});

it('keeps few streams per address and answers the others, which ask again', async () => {
  const { streams, url } = await serve({ perAddress: 2 });
  const kept = [await EventReader.open(url), await EventReader.open(url)];
  for (let tab = 0; tab < 3; tab++) {
    const reader = await EventReader.open(url);
    expect(await reader.next()).toEqual({ id: 'v1', event: 'changed' });
    await reader.end();
    expect(reader.text).toContain(`retry: ${STREAM_LIMITS.retryMs}`);
  }
  expect(streams.size).toBe(2);
  kept[0]!.response.destroy();
  await eventually(() => expect(streams.size).toBe(1));
  const next = await EventReader.open(url, { 'Last-Event-ID': 'v1' });
  streams.announce('v2');
  expect(await next.next()).toEqual({ id: 'v2', event: 'changed' });
});

it('limits the streams of all addresses together', async () => {
  const { streams, url } = await serve({ perAddress: 9, total: 1 });
  await EventReader.open(url);
  await (await EventReader.open(url)).end();
  expect(streams.size).toBe(1);
});

it('ends every stream when it is closed', async () => {
  const { streams, url } = await serve();
  const reader = await EventReader.open(url);
  streams.close();
  await reader.end();
  expect(streams.size).toBe(0);
});
