import { format } from 'node:util';

/** Runs an example with these modules behind its imports. Returns what it prints, as console.log writes it in Node. */
export async function runExample(code: string, modules: Readonly<Record<string, unknown>>): Promise<string> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => void lines.push(format(...values));
  const body = code
    // The caller has loaded it.
    .replace(/^import '.*';$/gm, '')
    .replace(/^import \* as (\w+) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];");
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  await new AsyncFunction('modules', 'console', body)(modules, { log, warn: log });
  return lines.map(line => `${line}\n`).join('');
}
