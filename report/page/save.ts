import { h } from './dom.js';

/** Lets the browser save a file, as if it had been downloaded. */
export function saveFile(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h('a', { href: url, download: fileName(name) }).click();
  // The browser has taken the address with the click; the content may be read a little later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Puts text on the clipboard, also of a page that came by http from another machine. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h('textarea', { class: 'unseen', 'aria-hidden': true });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (!isCopied) throw new Error('the browser does not let the page copy');
}

/** Names may be the user's: of reported numbers, of runs. */
function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').replace(/^[.]+/, '');
}
