import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../src/metrics/registry.js';

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

/** What an editor shows for the members of an exported type. */
function docstrings(name: string): Record<string, string> {
  const options = { strict: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [] };
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!);
  const type = checker.getDeclaredTypeOfSymbol(
    checker.getAliasedSymbol(exported.find(symbol => symbol.name === name)!),
  );
  return Object.fromEntries(
    type
      .getProperties()
      .map(member => [member.name, ts.displayPartsToString(member.getDocumentationComment(checker))]),
  );
}

describe('MetricValues', () => {
  it('has every metric, and shows its formula', () => {
    const formulas = Object.entries(metrics).map(([id, { formula }]) => [id, formula]);
    expect(docstrings('MetricValues')).toEqual(Object.fromEntries(formulas));
  });
});
