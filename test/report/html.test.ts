import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { livePage, reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import { fakeRun } from '../helpers/fakeRun.js';

const EVIL = '</script><script>alert(1)</script><!--<script>';
const html = reportHtml(reportDataOf([fakeRun({ name: EVIL, info: { note: EVIL } })]));
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('reportHtml', () => {
  it('has two scripts, the data and the program, whatever the run is called', () => {
    const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
    expect(scripts.map(([, attributes]) => attributes)).toEqual([
      ' type="application/json" id="report-data"',
      '',
    ]);
    expect(JSON.parse(scripts[0]![2]!).runs[0].name).toBe(EVIL);
    expect(html).toContain('<title>&lt;/script&gt;');
  });

  it('allows exactly its own script and style, by their hashes', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const script = /<script>(.*?)<\/script>/s.exec(html)![1]!;
    const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashOf(script)};`);
    expect(policy).toContain(`style-src ${hashOf(style)};`);
    expect(policy).not.toMatch(/unsafe|https?:/);
  });

  it('names no resource elsewhere', () => {
    const markup = html.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
    expect([...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target)).toEqual([
      'data:,',
      '#main',
    ]);
  });
});

describe('livePage', () => {
  it('has script and style beside it, none inside', () => {
    const { html: live, script, style, csp } = livePage();
    expect(live).toContain('<script src="page.js"></script>');
    expect(live).toContain('<link rel="stylesheet" href="page.css">');
    expect(live).not.toMatch(/<style|<script>|report-data/);
    expect(html).toContain(script);
    expect(html).toContain(style);
    expect(csp).not.toMatch(/unsafe|https?:/);
  });
});
