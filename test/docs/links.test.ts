import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, pages } from './markdown.js';

const read = (page: string) => readFileSync(page, 'utf8');
const isExternal = (link: string) => /^[a-z][a-z0-9+.-]*:/i.test(link);

/** Where a relative link leads: a path from the root of the repository, and the anchor without its #. */
function resolved(page: string, link: string): { path: string; anchor: string | undefined } {
  const [file, anchor] = link.split('#') as [string, string | undefined];
  const path = file === '' ? page : join(dirname(page), decodeURIComponent(file));
  return { path: normalize(path).replaceAll('\\', '/'), anchor };
}

/** What is wrong with a link of a page; undefined if nothing is. */
function problemOf(page: string, link: string): string | undefined {
  if (link === '') return 'is empty';
  if (isExternal(link)) {
    const { protocol, hostname } = new URL(link);
    if (protocol === 'mailto:') return undefined;
    return protocol === 'https:' && hostname.includes('.') ? undefined : 'is no https address';
  }
  const { path, anchor } = resolved(page, link);
  if (path.startsWith('..') || path.startsWith('/')) return 'leads out of the repository';
  if (!existsSync(path)) return `leads to ${path}, which does not exist`;
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  return anchorsOf(read(path)).has(anchor) ? undefined : `leads to #${anchor}, which ${path} does not have`;
}

describe('links', () => {
  it.each(pages())('of %s lead somewhere', page => {
    const problems = linksOf(read(page)).flatMap(link => {
      const problem = problemOf(page, link);
      return problem === undefined ? [] : [`${link} ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('lead from the README to every page of docs/', () => {
    const reached = new Set<string>();
    const visit = (page: string) => {
      if (reached.has(page)) return;
      reached.add(page);
      for (const link of linksOf(read(page)).filter(target => !isExternal(target))) {
        const { path } = resolved(page, link);
        if (!existsSync(path)) continue;
        // A folder shows its files on GitHub.
        if (statSync(path).isDirectory()) {
          for (const listed of pages().filter(other => dirname(other) === path)) visit(listed);
        } else if (path.endsWith('.md')) visit(path);
      }
    };
    visit('README.md');
    expect(pages().filter(page => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });

  it('of docs/README.md name every page of docs/ itself', () => {
    const linked = linksOf(read('docs/README.md')).map(link => resolved('docs/README.md', link).path);
    const own = pages().filter(page => dirname(page) === 'docs' && page !== 'docs/README.md');
    expect(own.filter(page => !linked.includes(page))).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    ['docs/README.md', 'no-such-page.md', /does not exist/],
    ['docs/README.md', 'theory.md#no-such-heading', /does not have/],
    ['docs/README.md', '#no-such-heading', /does not have/],
    ['README.md', '../elsewhere.md', /out of the repository/],
    ['README.md', 'http://example.com', /no https/],
    ['README.md', 'https://localhost', /no https/],
    ['README.md', '', /empty/],
  ])('in %s finds fault with "%s"', (page, link, message) => {
    expect(problemOf(page, link)).toMatch(message);
  });

  it('sees links and pictures, and none in code', () => {
    const text =
      'a [b](c.md#d) ![e](f.svg "title") [`g`](h_(i).md) `[no](no.md)`\n```js\n[no](no.md)\n```\n<a href="j.md">\n';
    expect(linksOf(text)).toEqual(['c.md#d', 'f.svg', 'h_(i).md', 'j.md']);
  });

  it('makes anchors as GitHub does', () => {
    const text =
      '# `tfjs-nc`, the command line\n## A. One-hot: K > d, λ_b\n## Twice\n## Twice\n```sh\n# no heading\n```\n';
    expect([...anchorsOf(text)]).toEqual([
      'tfjs-nc-the-command-line',
      'a-one-hot-k--d-λ_b',
      'twice',
      'twice-1',
    ]);
  });
});
