import { readFileSync } from 'node:fs';
import { format } from 'node:util';

/** An example of a page of docs/, and what the page says it prints. */
export interface PageExample {
  readonly code: string;
  readonly printed: string;
}

/** The js blocks of a page, each followed by a text block with what it prints. */
export function examplesOf(file: string): PageExample[] {
  const page = readFileSync(file, 'utf8');
  const examples = [...page.matchAll(/```js\n(.*?)```\n+```text\n(.*?)```/gs)].map(([, code, printed]) => ({
    code: code!,
    printed: printed!,
  }));
  const blocks = page.match(/```js/g)?.length ?? 0;
  if (examples.length !== blocks) throw new Error(`${file}: a js block has no text block behind it`);
  return examples;
}

/** Runs an example with these modules behind its imports. Returns what it prints, as console.log writes it in Node. */
export async function runExample(code: string, modules: Readonly<Record<string, unknown>>): Promise<string> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => void lines.push(format(...values));
  const body = code
    .replace(/^import \* as (\w+) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];");
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  await new AsyncFunction('modules', 'console', body)(modules, { log });
  return lines.map(line => `${line}\n`).join('');
}
