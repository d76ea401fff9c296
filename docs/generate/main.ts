import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { metricIds, metrics } from '../../src/metrics/registry.js';
import { metricPage, withMetricTable } from './metricPages.js';
import { withOptionTable } from './optionTable.js';
import { withStandardsTable } from './standardsTable.js';

/** `npm run docs:metrics`, in the root of the repository: writes docs/metrics, the tables of metrics and options in the README, and that of the standards in docs/report.md. */
for (const id of metricIds) writeFileSync(`docs/metrics/${id}.md`, metricPage(metrics[id]));
const readme = existsSync('README.md') ? withMetricTable(readFileSync('README.md', 'utf8')) : null;
if (readme !== null) writeFileSync('README.md', withOptionTable(readme));
writeFileSync('docs/report.md', withStandardsTable(readFileSync('docs/report.md', 'utf8')));
