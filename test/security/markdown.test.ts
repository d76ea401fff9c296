import { expect, it } from 'vitest';
import { outliersText, runText, theoryText } from '../../run/tensorboard/texts.js';
import { exampleRecord, exampleRunInfo } from '../helpers/exampleRun.js';

const HOSTILE = [
  '</script><img src=x onerror=alert(1)>',
  '![x](javascript:alert(1)) [x](javascript:alert(1))',
  'a | b\n| c | d |\n\n# heading\n```\ncode',
  '<svg/onload=alert(1)>&lt;b&gt;`<b>`',
];

it.each(HOSTILE)('names stay text in the Markdown of TensorBoard: %j', name => {
  const info = { ...exampleRunInfo(), run: name, info: { [name]: name } };
  const record = exampleRecord(1);
  const outlier = { index: 0, label: 0, decision: 1, distance: 1 };
  const texts = [
    runText({ ...info, model: { ...info.model, name }, hook: { head: name, layer: name } }),
    theoryText({ ...record, absent: { [name]: name } as never, validation: { error: name } }),
    theoryText({ ...record, theory: { absent: name } }),
    outliersText({ ...record, outliers: [outlier] }, [name, name]),
  ];
  for (const text of texts) {
    // No element can begin, and no link: Markdown takes what follows a backslash as it is.
    expect(text).not.toContain('<');
    expect(text.replaceAll(/\\./g, '')).not.toMatch(/[[\]`]/);
    for (const table of text.split('\n\n').filter(part => part.startsWith('|'))) {
      const bars = table.split('\n').map(line => line.replaceAll(/\\./g, '').split('|').length);
      expect(new Set(bars).size, table).toBe(1);
    }
  }
});
