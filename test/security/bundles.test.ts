// What the sources may not do is a lint rule (biome.json, .ci/security.grit). No lint reads the bundles of the page, since
// the libraries in them are minified and not ours: this test does.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

it.each([
  'eval(x)',
  '(0, eval)(x)',
  'window.eval(x)',
  'new Function("a", x)',
  'Function(x)()',
  'setTimeout("x()", 1)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  'setInterval(`${x}()`, 1)',
])('%s is found', text => expect(evaluations(text)).toHaveLength(1));

it('a timer that is given a function is none', () => expect(evaluations('setTimeout(f, 1)')).toEqual([]));

it.each(['dist/report/page/page.js', 'dist/report/page/charts.js', 'dist/report/page/drawing.js'])(
  'no text is run as code by %s, the libraries in it included',
  path => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(text.length).toBeGreaterThan(100_000);
    expect(evaluations(text)).toEqual([]);
  },
);

/** The places that run text as code. */
function evaluations(text: string): string[] {
  const places: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isEvaluation(node)) places.push(node.getText().slice(0, 80));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('bundle.js', text, ts.ScriptTarget.Latest, true));
  return places;
}

function isEvaluation(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const callee = nameOf(node.expression);
  if (callee === 'eval' || callee === 'Function') return true;
  // A timer that is given text runs it.
  const [first] = node.arguments ?? [];
  const isTimer = callee === 'setTimeout' || callee === 'setInterval';
  return isTimer && first !== undefined && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first));
}

/** `f` of `f`, `window.f`, `globalThis.f` and `(0, f)`. */
function nameOf(callee: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(callee)) return nameOf(callee.expression);
  if (ts.isBinaryExpression(callee)) return nameOf(callee.right);
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  return ['window', 'globalThis', 'self'].includes(callee.expression.text) ? callee.name.text : undefined;
}
