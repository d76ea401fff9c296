import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coerce, satisfies } from 'semver';

/** The parts of a package.json that are used here. */
export interface PackageJson {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** An installed package; `folder` with symbolic links resolved, as Node identifies modules. */
export interface Installed {
  name: string;
  version: string;
  folder: string;
  manifest: PackageJson;
}

/**
 * The package `name` as modules in `from` resolve it: the first `node_modules/<name>` upwards. Unlike `require.resolve`
 * it also sees packages that do not export their package.json.
 */
export function resolveInstalled(name: string, from: string): Installed | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const installed = readInstalled(join(folder, 'node_modules', name));
    if (installed !== undefined) return installed;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The package in a folder, or undefined where there is none or its package.json cannot be read. */
export function readInstalled(folder: string): Installed | undefined {
  if (!existsSync(join(folder, 'package.json'))) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
    const { name = '(unnamed)', version = '(no version)' } = manifest;
    return { name, version, folder: realpathSync(folder), manifest };
  } catch {
    return undefined;
  }
}

/** Whether a version lies in a range as package.json has them; a pre-release counts as the version that it precedes. */
export function inRange(version: string, range: string): boolean {
  return satisfies(coerce(version) ?? version, range);
}

/** One copy of a package, and who brings it. */
export interface Copy {
  folder: string;
  version: string;
  /** For each package that resolves to this copy, the way to it from the project: `a@1.0.0 > b@2.1.0`. */
  broughtBy: string[];
}

/** Who brings what the project asks for. */
export const PROJECT_ITSELF = 'the project itself';

/** A package on the way, with the one that depends on it. */
interface Reached {
  package: Installed;
  by: Reached | undefined;
}

/**
 * All copies of `name` that code of the project can reach: follows the dependencies of every package, resolved as Node
 * resolves them, from what the project declares and from what lies in its node_modules undeclared
 * (`npm install --no-save`). The nearest copy comes first.
 */
export function findCopies(name: string, project: Installed): Copy[] {
  const copies = new Map<string, Copy>();
  const seen = new Set([project.folder]);
  const root: Reached = { package: project, by: undefined };
  const visit = (from: Reached, targets: readonly Installed[]) =>
    targets.flatMap(target => {
      if (target.name === name) note(copies, target, from, project);
      if (seen.has(target.folder)) return [];
      seen.add(target.folder);
      return [{ package: target, by: from }];
    });
  const follow = (start: Reached[]) => {
    // Level by level: the first way to a package is then a shortest one.
    for (let level = start; level.length > 0; ) {
      level = level.flatMap(each => visit(each, resolveAll(declaredBy(each.package), each.package)));
    }
  };
  follow(visit(root, resolveAll(declaredAnywhere(project), project)));
  // Then undeclared packages: npm puts most packages at the top, whichever package needs them.
  const reached = new Set(seen);
  const undeclared = resolveAll(topLevel(project.folder), project);
  follow(
    visit(
      root,
      undeclared.filter(({ folder }) => !reached.has(folder)),
    ),
  );
  return [...copies.values()];
}

function note(copies: Map<string, Copy>, { folder, version }: Installed, by: Reached, project: Installed) {
  const copy = copies.get(folder) ?? { folder, version, broughtBy: [] };
  copies.set(folder, copy);
  copy.broughtBy.push(by.package === project ? PROJECT_ITSELF : wayTo(by));
}

function wayTo(reached: Reached): string {
  const names: string[] = [];
  for (let at: Reached | undefined = reached; at?.by !== undefined; at = at.by) {
    names.unshift(`${at.package.name}@${at.package.version}`);
  }
  return names.join(' > ');
}

function declaredBy({ manifest }: Installed): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** All dependencies of a project, development dependencies included. */
export function declaredAnywhere(project: Installed): string[] {
  return [...declaredBy(project), ...Object.keys(project.manifest.devDependencies ?? {})];
}

function resolveAll(names: readonly string[], { folder }: Installed): Installed[] {
  return [...new Set(names)].map(name => resolveInstalled(name, folder)).filter(found => found !== undefined);
}

/** The names in node_modules itself, scoped ones included. */
function topLevel(project: string): string[] {
  const root = join(project, 'node_modules');
  const names = list(root).flatMap(name =>
    name.startsWith('@') ? list(join(root, name)).map(inner => `${name}/${inner}`) : [name],
  );
  return names.filter(name => readInstalled(join(root, name)) !== undefined);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => !name.startsWith('.'));
  } catch {
    return [];
  }
}
