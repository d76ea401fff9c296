import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { outliving } from '../../src/base/console.js';
import { eventually } from '../helpers/patience.js';

class FakeStream extends EventEmitter {
  writableLength = 0;
  destroyed = false;
}

const withCode = (code: string) => Object.assign(new Error(code), { code });
const turn = () => new Promise(resolve => setImmediate(resolve));

it.each(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'])('takes %s of what we write', async code => {
  const stream = new FakeStream();
  outliving(stream, () => process.nextTick(() => stream.emit('error', withCode(code))));
  await turn();
  expect(stream.listenerCount('error')).toBe(0);
});

it('listens once, and only as long as something is on its way', async () => {
  const stream = new FakeStream();
  stream.writableLength = 1;
  for (let i = 0; i < 100; i++) outliving(stream, () => {});
  expect(stream.listenerCount('error')).toBe(1);
  await turn();
  expect(stream.listenerCount('error')).toBe(1);
  stream.writableLength = 0;
  await eventually(() => expect(stream.listenerCount('error')).toBe(0));
});

it('leaves other errors to the user: to the listener there is, or to be uncaught', async () => {
  const stream = new FakeStream();
  outliving(stream, () => {});
  expect(() => stream.emit('error', withCode('ENOSPC'))).toThrow('ENOSPC');
  const seen: Error[] = [];
  stream.on('error', error => seen.push(error));
  stream.emit('error', withCode('ENOSPC'));
  expect(seen.map(({ message }) => message)).toEqual(['ENOSPC']);
  await turn();
  expect(stream.listeners('error')).toHaveLength(1);
});

it('writes where there is no stream to listen to, as in a browser', () => {
  const write = vi.fn();
  for (const stream of [undefined, {}, { write() {} }]) outliving(stream, write);
  expect(write).toHaveBeenCalledTimes(3);
});
