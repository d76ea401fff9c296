import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { onlyIf } from '../helpers/onlyIf.js';

export const NO_CHROMIUM = 'there is no Chromium (TFJS_NC_CHROMIUM names one)';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without what a browser does on its own behalf on the network. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Tests that share one Chromium, and each have windows of their own. Without one they are skipped with a word on why; with
 * TFJS_NC_REQUIRE_BROWSER=1 they fail then.
 */
export function describeInChromium(
  name: string,
  tests: (chromium: () => Browser) => void,
  further: string[] = [],
): void {
  const executablePath = chromiumPath();
  const isLeftOut = executablePath === undefined && process.env.TFJS_NC_REQUIRE_BROWSER !== '1';
  describe(name, onlyIf(!isLeftOut, NO_CHROMIUM), () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error(NO_CHROMIUM);
      browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS, ...further] });
    });
    afterAll(() => browser?.close());
    tests(() => browser!);
  });
}

/** The browser of TFJS_NC_CHROMIUM, or where Linux distributions put one; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const named = process.env.TFJS_NC_CHROMIUM;
  return named !== undefined && named !== '' ? named : CANDIDATES.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
