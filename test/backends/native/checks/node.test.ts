import { expect, test } from 'vitest';
import { nodeFindings } from '../../../../backends/native/checks/machine.js';

const good = { version: '22.12.0', napi: '10', missingUtil: [] };
const states = (...args: Parameters<typeof nodeFindings>) =>
  nodeFindings(...args).map(({ id, status }) => `${id} ${status}`);

test('a Node without traps', () => {
  expect(states(good, '>=20', true)).toEqual(['node.version ok', 'node.util ok']);
});

test('an old Node is a problem', () => {
  const [version] = nodeFindings({ ...good, version: '18.20.0' }, '>=20', true);
  expect(version).toMatchObject({ status: 'problem', summary: expect.stringContaining('needs Node >=20') });
  expect(version!.advice).not.toEqual([]);
});

test('the functions that Node 23 took out matter where tfjs-node is installed', () => {
  const facts = { version: '24.1.0', napi: '10', missingUtil: ['isNullOrUndefined'] };
  const [, util] = nodeFindings(facts, '>=20', true);
  expect(util).toMatchObject({ id: 'node.util', status: 'warning' });
  expect(util!.summary).toContain('Node 24.1.0 has no util.isNullOrUndefined');
  expect(util!.advice.join()).toContain('polyfillNodeUtil()');
  expect(states(facts, '>=20', false)).toEqual(['node.version ok']);
});

test('a Node-API that no binding is built for', () => {
  expect(states({ ...good, napi: '7' }, '>=20', true)).toContain('node.napi problem');
});
