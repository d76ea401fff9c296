import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricGroups } from '../../report/metricGroups.js';
import { metricIds } from '../../src/metrics/registry.js';

const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
const start = contributing.indexOf('## Adding a metric');
const recipe = contributing.slice(start, contributing.indexOf('\n## ', start));
const code = [...recipe.matchAll(/`([^`]+)`/g)].map(match => match[1]!);
const paths = code.filter(text => /\/|\.md$/.test(text) && !text.includes(' '));

describe('the recipe for a metric in CONTRIBUTING.md', () => {
  it('names a source, a test and a page per metric', () => {
    expect(paths.filter(path => path.includes('<'))).toEqual([
      'src/metrics/<family>.ts',
      'test/metrics/<family>.test.ts',
      'docs/metrics/<id>.md',
    ]);
    expect(paths.length).toBeGreaterThan(10);
  });

  it.each(paths)('%s exists, for every metric', path => {
    for (const id of path.includes('<') ? metricIds : ['']) {
      const named = path.replace('<id>', id).replace('<family>', id.split('.')[0]!);
      expect(existsSync(named), named).toBe(true);
    }
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = code.flatMap(text => /^npm run (\S+)$/.exec(text)?.[1] ?? []);
    expect(named).toEqual(['docs:metrics']);
    for (const script of named) expect(scripts).toHaveProperty([script]);
  });

  it('every metric is on one chart of the report', () => {
    expect(metricGroups.flatMap(group => group.metrics).sort()).toEqual([...metricIds].sort());
  });
});
