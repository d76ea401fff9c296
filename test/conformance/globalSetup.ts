import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceTable } from './conformanceTable.js';
import { keptReports, REPORTS } from './reports.js';

/** Before all tests: a place for their reports; after them: the table. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-nc-conformance-'));
  process.env[REPORTS] = folder;
  return () => {
    const reports = keptReports(folder);
    rmSync(folder, { recursive: true });
    if (reports.length > 0) console.log(`\n${conformanceTable(reports)}\n`);
  };
}
