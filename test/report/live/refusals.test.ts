import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { isAllowedHost, isLoopback } from '../../../report/live/refusals.js';

it.each([
  '127.0.0.1:8080',
  '127.0.0.1',
  'localhost:1',
  'LOCALHOST',
  'a.localhost:80',
  '[::1]:99',
  '192.168.1.2:80',
])('a server on 127.0.0.1 answers to %s', header => expect(isAllowedHost(header, '127.0.0.1')).toBe(true));

it.each([
  undefined,
  '',
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '127.0.0.1@evil.example',
  'evil.example#.localhost',
  'localhost:1:2',
  '[::1',
  '[evil.example]',
  '::1',
  hostname(),
])('a server on 127.0.0.1 does not answer to %s', header =>
  expect(isAllowedHost(header, '127.0.0.1')).toBe(false),
);

it('answers to names of the machine where the user has opened another interface', () => {
  for (const host of ['0.0.0.0', '::', 'box.lan']) {
    expect(isAllowedHost(`${hostname()}:80`, host)).toBe(true);
    expect(isAllowedHost('evil.example', host)).toBe(false);
  }
  expect(isAllowedHost('box.lan:80', 'Box.lan')).toBe(true);
});

it('knows what only this machine reaches', () => {
  expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1'].map(isLoopback)).toEqual(Array(4).fill(true));
  expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example'].map(isLoopback)).toEqual(Array(4).fill(false));
});
