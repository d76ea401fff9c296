import { describe, expect, it } from 'vitest';
import { parsedFile, parsedText, shells, sources, textAsCode, textAsHtml } from './syntax.js';

const files = sources();
const inAll = (look: typeof shells) => [...files.values()].flatMap(look);

describe('what is looked for is found', () => {
  const places = (look: typeof shells, text: string) => look(parsedText('x.ts', text)).length;

  it.each([
    'eval(x)',
    '(0, eval)(x)',
    'window.eval(x)',
    'new Function("a", x)',
    'Function(x)()',
    'setTimeout("x()", 1)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    'setInterval(`${x}()`, 1)',
    "import vm from 'node:vm'",
    "const { runInThisContext } = await import('vm')",
  ])('%s', text => expect(places(textAsCode, text)).toBe(1));

  it.each([
    "import { exec } from 'node:child_process'",
    "import { execSync } from 'child_process'",
    "import * as programs from 'node:child_process'",
    "const programs = await import('node:child_process')",
    "const { exec } = require('child_process')",
    'spawn(program, words, { shell: true })',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    'spawn(`ls ${x}`)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    "execFileSync('sh', `-c ${x}`)",
  ])('%s', text => expect(places(shells, text)).toBe(1));

  it.each(['e.innerHTML = x', 'e.insertAdjacentHTML("afterend", x)', 'document.write(x)', 'new DOMParser()'])(
    '%s',
    text => expect(places(textAsHtml, text)).toBe(1),
  );

  it('and nothing else', () => {
    const text =
      "import { spawn } from 'node:child_process'; spawn('ls', [x]); setTimeout(f, 1); e.textContent = x;";
    for (const look of [textAsCode, shells, textAsHtml]) expect(places(look, text)).toBe(0);
  });
});

it('there are sources', () => expect(files.size).toBeGreaterThan(200));

it('no text is run as code', () => expect(inAll(textAsCode)).toEqual([]));

it('no program is started by a shell', () => expect(inAll(shells)).toEqual([]));

it('no text becomes elements of a page', () => expect(inAll(textAsHtml)).toEqual([]));

it('nobody switches the check of certificates off', () => {
  for (const { fileName, text } of files.values()) {
    expect(text, fileName).not.toMatch(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|insecureHTTPParser/);
  }
});

it.each(['dist/report/page/page.js', 'dist/report/page/charts.js'])(
  'no text is run as code by %s, the libraries in it included',
  path => {
    const file = parsedFile(path);
    expect(file.text.length).toBeGreaterThan(100_000);
    expect(textAsCode(file)).toEqual([]);
  },
);
