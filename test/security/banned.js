// Never run: a case of each ban that biome.json and .ci/security.grit set on what runs at a user's. Lint fails where a
// suppression has no effect, so it fails where a case is no longer found.
import { execFileSync, spawn } from 'node:child_process';

// biome-ignore lint/style/noRestrictedImports: a case
export * as programs from 'node:child_process';
// biome-ignore lint/style/noRestrictedImports: a case
export { exec, execSync } from 'node:child_process';
// biome-ignore lint/style/noRestrictedImports: a case
export * as vm from 'node:vm';

// biome-ignore lint/style/noRestrictedImports: a case
export const loaded = await import('node:vm');
// biome-ignore lint/style/noRestrictedImports: a case
export const { exec: run } = await import('node:child_process');
// biome-ignore lint/style/noRestrictedImports: a case
export const started = await import('node:child_process');
// biome-ignore lint/style/noRestrictedImports: a case
export const required = require('node:child_process');

export function banned(x, words, element, range, connect, shell) {
  // biome-ignore lint/security/noGlobalEval: a case
  // biome-ignore lint/plugin: a case
  eval(x);
  // biome-ignore lint/security/noGlobalEval: a case
  // biome-ignore lint/plugin: a case
  window.eval(x);
  // biome-ignore lint/security/noGlobalEval: a case
  // biome-ignore lint/plugin: a case
  // biome-ignore lint/complexity/noCommaOperator: a case
  (0, eval)(x);
  // biome-ignore lint/plugin: a case
  window.Function('a', x);
  // biome-ignore lint/plugin: a case
  new Function('a', x);
  // biome-ignore lint/plugin: a case
  Function(x)();
  // biome-ignore lint/plugin: a case
  setTimeout('x()', 1);
  // biome-ignore lint/plugin: a case
  setInterval(`${x}()`, 1);
  // biome-ignore lint/plugin: a case
  spawn(x, words, { shell: true });
  // biome-ignore lint/plugin: a case
  spawn(x, words, { shell });
  // biome-ignore lint/plugin: a case
  spawn(`ls ${x}`);
  // biome-ignore lint/plugin: a case
  execFileSync('sh', `-c ${x}`);
  // biome-ignore lint/plugin: a case
  element.innerHTML = x;
  // biome-ignore lint/plugin: a case
  element.outerHTML = x;
  // biome-ignore lint/plugin: a case
  element.srcdoc = x;
  // biome-ignore lint/plugin: a case
  range.createContextualFragment(x);
  // biome-ignore lint/plugin: a case
  element.insertAdjacentHTML('afterend', x);
  // biome-ignore lint/plugin: a case
  document.write(x);
  // biome-ignore lint/plugin: a case
  document.writeln(x);
  // biome-ignore lint/plugin: a case
  new DOMParser();
  // biome-ignore lint/plugin: a case
  new window.DOMParser();
  // biome-ignore lint/plugin: a case
  connect({ rejectUnauthorized: false });
  // biome-ignore lint/plugin: a case
  connect({ insecureHTTPParser: true });
  // biome-ignore lint/plugin: a case
  connect({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  // biome-ignore lint/plugin: a case
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
}
