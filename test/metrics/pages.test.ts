import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricPage, metricTable, withMetricTable } from '../../docs/generate/metricPages.js';
import { metricIds, metrics } from '../../src/metrics/registry.js';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), 'utf8');
const readme = existsSync(at('README.md')) ? read('README.md') : '';

describe('docs/metrics', () => {
  it.each(metricIds)('%s.md is what `npm run docs:metrics` prints', id => {
    expect(read(`docs/metrics/${id}.md`)).toBe(metricPage(metrics[id]));
  });

  it.each(metricIds)('%s.md explains every symbol of its formula', id => {
    const page = metricPage(metrics[id]);
    const [, table = ''] = page.split('## Symbols');
    for (const symbol of ['π', 'm_k', 'v_k', 'Σ_W', 'Σ_B']) {
      if (metrics[id].formula.includes(symbol)) expect(table, symbol).toContain(`| ${symbol} |`);
    }
  });
});

describe('metric table', () => {
  it('has a row of four cells per metric', () => {
    const [, , ...rows] = metricTable().split('\n');
    expect(rows).toHaveLength(metricIds.length);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).toHaveLength(6);
  });

  it('goes between the markers and nowhere else', () => {
    const text = 'a\n<!-- metrics:begin -->\nold\n<!-- metrics:end -->\nb\n';
    const expected = `a\n<!-- metrics:begin -->\n${metricTable()}\n<!-- metrics:end -->\nb\n`;
    expect(withMetricTable(text)).toBe(expected);
    expect(withMetricTable(expected)).toBe(expected);
    expect(withMetricTable('no markers')).toBeNull();
  });

  it('is the one in the README', () => {
    expect(readme).toBe(withMetricTable(readme));
  });
});
