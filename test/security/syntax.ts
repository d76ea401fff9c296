import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What runs at a user's: everything but tests, and what only builds or measures this package. */
const FOLDERS = ['src', 'callbacks', 'datasets', 'run', 'report', 'backends', 'cli', 'examples'];

/** The TypeScript sources, by their path in the repository. */
export function sources(): Map<string, ts.SourceFile> {
  const paths = FOLDERS.flatMap(folder =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|mjs|js)$/.test(name))
      .map(name => `${folder}/${name}`),
  );
  return new Map(paths.map(path => [path, parsedFile(path)]));
}

/** One file, TypeScript or JavaScript, by its path in the repository. */
export function parsedFile(path: string): ts.SourceFile {
  return parsedText(path, readFileSync(`${root}${path}`, 'utf8'));
}

export function parsedText(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** `line: code` of every place that runs text as code. */
export function textAsCode(file: ts.SourceFile): string[] {
  return found(file, node => importedFrom(node) === 'vm' || isEvaluation(node));
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

/** Places where a program is started otherwise than by its path and a list of words. */
export function shells(file: ts.SourceFile): string[] {
  const safe = ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'ChildProcess'];
  return found(file, node => {
    if (importedFrom(node) === 'child_process') {
      const names = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
      return (
        !names || !ts.isNamedImports(names) || names.elements.some(({ name }) => !safe.includes(name.text))
      );
    }
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node))
      return node.name.getText() === 'shell';
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
    if (!safe.includes(node.expression.text)) return false;
    const words = node.arguments[1];
    return words === undefined || !(ts.isArrayLiteralExpression(words) || ts.isIdentifier(words));
  });
}

/** Places where text becomes elements of a page. */
export function textAsHtml(file: ts.SourceFile): string[] {
  const names = [
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'createContextualFragment',
    'srcdoc',
    'DOMParser',
  ];
  return found(file, node => {
    if (ts.isPropertyAccessExpression(node)) {
      const isWrite = node.getText() === 'document.write' || node.getText() === 'document.writeln';
      return isWrite || names.includes(node.name.text);
    }
    return ts.isIdentifier(node) && node.text === 'DOMParser';
  });
}

function found(file: ts.SourceFile, matches: (node: ts.Node) => boolean): string[] {
  const places: string[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      places.push(`${file.fileName}:${line + 1}: ${node.getText().slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return places;
}

/** `f` of `f`, `window.f`, `globalThis.f` and `(0, f)`. */
function nameOf(callee: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(callee)) return nameOf(callee.expression);
  if (ts.isBinaryExpression(callee)) return nameOf(callee.right);
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  return ['window', 'globalThis', 'self'].includes(callee.expression.text) ? callee.name.text : undefined;
}

function importedFrom(node: ts.Node): string | undefined {
  const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isCallExpression(node) && nameOf(node.expression) === 'require';
  const from = isImport ? node.moduleSpecifier : isDynamic || isRequire ? node.arguments[0] : undefined;
  return from && ts.isStringLiteralLike(from) ? from.text.replace(/^node:/, '') : undefined;
}
