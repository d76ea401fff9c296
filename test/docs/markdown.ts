import { readdirSync } from 'node:fs';

/** The pages of the repository that people read, from its root: those at the root, in bench/ and in docs/. */
export function pages(): string[] {
  const all = ['.', 'bench', 'docs'].flatMap(folder => {
    const recursive = folder === 'docs';
    return readdirSync(folder, { recursive, encoding: 'utf8' }).map(file => `${folder}/${file}`);
  });
  return all
    .map(file => file.replaceAll('\\', '/').replace(/^\.\//, ''))
    .filter(file => file.endsWith('.md') && !file.startsWith('docs/api/'));
}

/** The text of a page without what is in code blocks, line by line, so that nothing in them is taken for Markdown. */
export function proseOf(markdown: string): string {
  return markdown.replaceAll(/^( *)(```+)[^\n]*\n[\s\S]*?^\1\2 *$/gm, '').replaceAll(/<!--[\s\S]*?-->/g, '');
}

/** The targets of links and pictures. */
export function linksOf(markdown: string): string[] {
  const prose = proseOf(markdown).replaceAll(/`[^`\n]*`/g, '`code`');
  const inline = [...prose.matchAll(/\]\(\s*<?([^\s()>]*(?:\([^\s()]*\)[^\s()>]*)*)>?(?:\s+"[^"]*")?\s*\)/g)];
  const html = [...prose.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...html, ...references].map(match => match[1]!);
}

/** The anchors of a page as GitHub makes them from its headings, and those that are set by hand. */
export function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(markdown).matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const slug = slugOf(heading!);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  for (const [, id] of markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id!);
  return anchors;
}

/** Lower case, letters, digits, hyphens and underscores only, a hyphen for each blank. */
function slugOf(heading: string): string {
  const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
  return plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
