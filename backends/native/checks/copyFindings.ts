import { type Finding, finding } from './finding.js';
import {
  type Copy,
  declaredAnywhere,
  findCopies,
  type Installed,
  inRange,
  PROJECT_ITSELF,
  readInstalled,
  resolveInstalled,
} from './installed.js';
import type { PackageTable } from './packages.js';
import { type Place, shown } from './place.js';

const CORE = '@tensorflow/tfjs-core';
const LAYERS = '@tensorflow/tfjs-layers';
const UNION = '@tensorflow/tfjs';

/** Whether the project reaches several copies of tfjs-core or tfjs-layers, and who brings each. */
export function copyFindings(place: Place, table: PackageTable): Finding[] {
  const project = readInstalled(place.project) ?? unnamed(place.project);
  return [CORE, LAYERS]
    .map(name => ({ name, copies: findCopies(name, project), used: usedCopies(name, place, table) }))
    .filter(({ copies, used }) => copies.length + used.size > 0)
    .map(({ name, copies, used }) => judge(name, copies, used, place));
}

function unnamed(folder: string): Installed {
  return { name: '(project)', version: '', folder, manifest: {} };
}

/**
 * The copies that a training with this package would load: as the project's own scripts resolve it, from `@tensorflow/tfjs`
 * too where they import that, and as this package, tfjs-layers and each backend do. Keyed by folder, with who resolves to it.
 */
function usedCopies(name: string, place: Place, table: PackageTable): Map<string, string[]> {
  const { project } = place;
  const union = importsUnion(project) ? resolveInstalled(UNION, project) : undefined;
  const ours = ownCopy(place);
  const others = [...table.values()].filter(
    user => user.name !== name && (ours !== undefined || resolveInstalled(user.name, project) !== undefined),
  );
  const users: [who: string, from: string][] = [
    ['the project', project],
    ...(ours === undefined ? [] : [[ours.name, ours.folder] as [string, string]]),
    ...(union === undefined ? [] : [[UNION, union.folder] as [string, string]]),
    ...others.map(seenFrom),
  ];
  const used = new Map<string, string[]>();
  for (const [who, from] of users) {
    const folder = resolveInstalled(name, from)?.folder;
    if (folder !== undefined) used.set(folder, [...(used.get(folder) ?? []), who]);
  }
  return used;
}

/** This package as the project's scripts import it; undefined where they cannot, and a copy from elsewhere runs. */
export function ownCopy({ project, self }: Place): Installed | undefined {
  return self.folder === project ? self : resolveInstalled(self.name, project);
}

/**
 * Whether the project's scripts are taken to import `@tensorflow/tfjs`: it declares that, or neither that nor tfjs-layers.
 * Otherwise it is at the top of node_modules because some other package needs it.
 */
export function importsUnion(project: string): boolean {
  const declared = declaredAnywhere(readInstalled(project) ?? unnamed(project));
  return declared.includes(UNION) || !declared.includes(LAYERS);
}

/** tfjs-node has tfjs-core only by way of the union package `@tensorflow/tfjs`. */
function seenFrom({ name, folder }: Installed): [string, string] {
  const union = resolveInstalled(UNION, folder);
  return [name, name.startsWith('@tensorflow/tfjs-node') && union !== undefined ? union.folder : folder];
}

function judge(name: string, copies: readonly Copy[], used: Map<string, string[]>, place: Place): Finding {
  const id = `copies.${name.replace('@tensorflow/', '')}`;
  const folders = new Set([...copies.map(copy => copy.folder), ...used.keys()]);
  if (folders.size === 1) return finding('packages', id, 'ok', `one copy of ${name}`);
  const details = [...folders].map(folder => describe(folder, copies, used, place));
  if (used.size > 1) {
    const summary = `${folders.size} copies of ${name}: tensors and backends of one are unknown to the other`;
    return finding('packages', id, 'problem', summary, {
      details,
      advice: advice(name, copies, used, place),
    });
  }
  const summary = `${folders.size} copies of ${name}; training uses one, other packages bring their own`;
  return finding('packages', id, 'warning', summary, {
    details,
    advice: advice(name, copies, used, place),
  });
}

function describe(
  folder: string,
  copies: readonly Copy[],
  used: Map<string, string[]>,
  { project }: Place,
): string {
  const copy = copies.find(each => each.folder === folder);
  const version = copy?.version ?? readInstalled(folder)?.version;
  const users = [
    ...new Set([...(copy?.broughtBy ?? []), ...(copy === undefined ? (used.get(folder) ?? []) : [])]),
  ];
  const more = users.length > MOST ? `, and ${users.length - MOST} more` : '';
  return `${version} in ${shown(folder, project)}, brought by ${users.slice(0, MOST).join(', ')}${more}`;
}

/** How many of the packages that bring a copy are named. */
const MOST = 4;

function advice(name: string, copies: readonly Copy[], used: Map<string, string[]>, place: Place): string[] {
  const { project } = place;
  const top = resolveInstalled(name, project);
  const version = top !== undefined && inRange(top.version, WANTED) ? top.version : OURS;
  const others = copies.filter(copy => copy.version !== version);
  const ours = ownCopy(place);
  const apart = used.size > 1 && ours !== undefined && !ours.folder.startsWith(project);
  const linked = `${place.self.name} lies outside the project (${ours?.folder}) and has packages of its own: install it from a file of npm pack, not with npm link`;
  return [
    ...(apart ? [linked] : []),
    ...installSame(others, version),
    ...(others.length === 0 ? ['npm dedupe'] : pin(name, version, others, project)),
    `npm ls ${name} shows the tree`,
  ];
}

/** Where the project itself asks for another version of tf.js's packages, which have one version number. */
function installSame(others: readonly Copy[], version: string): string[] {
  const bringers = others
    .flatMap(({ broughtBy }) => broughtBy.map(firstOf))
    .filter(name => FAMILY.test(name));
  const specs = [...new Set(bringers)].map(name => `${name}@${version}`);
  return specs.length === 0 ? [] : [`npm install ${specs.join(' ')}`];
}

/** Where another package asks for one. `$` is the project's own dependency: npm refuses an override beside it. */
function pin(name: string, version: string, others: readonly Copy[], project: string): string[] {
  const foreign = others.some(({ broughtBy }) => broughtBy.some(way => isForeign(firstOf(way))));
  if (!foreign) return [];
  const manifest = (readInstalled(project) ?? unnamed(project)).manifest;
  const isDirect = { ...manifest.dependencies, ...manifest.devDependencies }[name] !== undefined;
  const value = isDirect ? `$${name}` : version;
  return [`npm pkg set 'overrides[${name}]=${value}' && npm install`];
}

/** `a` of the way `a@1.0.0 > b@2.0.0`. */
function firstOf(way: string): string {
  return way.split(' > ', 1)[0]!.replace(/@[^@]*$/, '');
}

function isForeign(name: string): boolean {
  return name !== PROJECT_ITSELF && !FAMILY.test(name);
}

/** Packages that are published together, each version with its own of the others. */
const FAMILY = /^@tensorflow\/tfjs(-node|-node-gpu|-core|-layers|-data|-converter|-backend-\w+)?$/;

/** The version that this package is tested with, and what it works with. */
const OURS = '4.22.0';
const WANTED = `^${OURS}`;
