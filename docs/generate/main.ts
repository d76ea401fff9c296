import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { metricIds, metrics } from '../../src/metrics/registry.js';
import { metricPage, withMetricTable } from './metricPages.js';
import { withOptionTable } from './optionTable.js';

/** `npm run docs:metrics`, in the root of the repository: writes docs/metrics, and the tables of metrics and options in the README. */
for (const id of metricIds) writeFileSync(`docs/metrics/${id}.md`, metricPage(metrics[id]));
const readme = existsSync('README.md') ? withMetricTable(readFileSync('README.md', 'utf8')) : null;
if (readme !== null) writeFileSync('README.md', withOptionTable(readme));
