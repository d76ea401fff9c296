// What TypeDoc does not do by itself for the site: a link to the page that trains, sources that a browser shows, and anchors
// of headings with code in them.
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Sources that the documents link to. Static hosts offer them for download, or take .ts for a video. */
const SOURCE = /\.(?:ts|js|mjs|sh)$/;
const SOURCE_LINK = /(href="[^"]*\bmedia\/[^"#]+\.(?:ts|js|mjs|sh))(?=["#])/g;

/** TypeDoc calls this with its application. */
export function load(application) {
  const { renderer } = application;
  // Options that are set before are forgotten when it reads its own.
  application.on('bootstrapEnd', () => {
    const prepare = ({ core }) => {
      core.ruler.push('code in headings', codeInHeadings);
      core.ruler.push('plain text', plainText);
    };
    application.options.setValue('markdownItLoader', prepare);
  });
  // Without one, browsers ask the host for /favicon.ico.
  renderer.hooks.on('head.end', () => ({
    tag: 'link',
    props: { rel: 'icon', href: 'data:,' },
    children: [],
  }));
  renderer.hooks.on('sidebar.begin', context => ({
    tag: 'a',
    props: { href: context.relativeURL('../index.html') },
    children: ['Train a network in your browser'],
  }));
  renderer.on('endPage', page => {
    page.contents = page.contents?.replaceAll(SOURCE_LINK, '$1.txt');
  });
  renderer.on('endRender', ({ outputDirectory }) => {
    const media = join(outputDirectory, 'media');
    for (const name of readdirSync(media)) {
      if (SOURCE.test(name)) renameSync(join(media, name), join(media, `${name}.txt`));
    }
  });
}

/** TypeDoc 0.28 makes the anchor of a heading from its text alone, and leaves out what is code. GitHub does not. */
function codeInHeadings({ tokens, Token }) {
  const headings = tokens.filter((_, i) => tokens[i - 1]?.type === 'heading_open');
  for (const heading of headings) {
    heading.children = heading.children.flatMap(child => {
      if (child.type !== 'code_inline') return [child];
      const [open, text, close] = ['html_inline', 'text', 'html_inline'].map(type => new Token(type, '', 0));
      return [
        Object.assign(open, { content: '<code>' }),
        Object.assign(text, { content: child.content }),
        Object.assign(close, { content: '</code>' }),
      ];
    });
  }
}

/** What names no language is the output of a program, and not TypeScript. */
function plainText({ tokens }) {
  for (const token of tokens) if (token.type === 'fence' && token.info === '') token.info = 'text';
}
