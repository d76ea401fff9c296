import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReportData } from './reportData.js';

/** The page without data, its script and style as resources of their own: `page.js` and `page.css` beside it. */
export interface LivePage {
  readonly html: string;
  readonly script: string;
  readonly style: string;
  /** Content-Security-Policy that the page works under; `connect-src` is for data.json and the events */
  readonly csp: string;
}

/** One self-contained file that works offline and loads nothing. */
export function reportHtml(data: ReportData): string {
  const { script, style, scriptHash, styleHash } = assets();
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return document_({
    title: data.runs.map(({ name }) => name).join(', '),
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    body:
      `<script type="application/json" id="report-data">${jsonText(data)}</script>\n` +
      `<script>${script}</script>`,
  });
}

/** The same page for a server: it fetches `data.json` (a {@link ReportData}) and listens to `events`. */
export function livePage(): LivePage {
  const { script, style } = assets();
  const html = document_({
    title: 'live',
    head: '<link rel="stylesheet" href="page.css">',
    body: '<script src="page.js"></script>',
  });
  const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return { html, script, style, csp };
}

interface Parts {
  readonly title: string;
  readonly head: string;
  readonly body: string;
}

function document_({ title, head, body }: Parts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${head}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escaped(`${title} - neural collapse`)}</title>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<main id="main"></main>
<noscript>This page draws its charts with JavaScript, which is switched off.</noscript>
${body}
</body>
</html>
`;
}

interface Assets {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
}

let loaded: Assets | undefined;

/** The bundle that `npm run build` makes, read once. */
function assets(): Assets {
  if (loaded) return loaded;
  const root = dirname(createRequire(import.meta.url).resolve('tfjs-neural-collapse/package.json'));
  const read = (name: string) => readFileSync(join(root, 'dist/report/page', name), 'utf8');
  // Inside a script element, `</script` would end it, and `<!--` change how it is read.
  const script = read('page.js')
    .replace(/<\/(?=script)/gi, '<\\/')
    .replace(/<!--/g, '<\\!--');
  const style = read('page.css');
  loaded = { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
  return loaded;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** JSON that cannot end the script element it is in, nor begin another. */
function jsonText(data: ReportData): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, character => entities[character]!);
}
