import { type Copy, findCopies } from './copies.js';
import { type Finding, finding } from './finding.js';
import { type Installed, readInstalled, resolveInstalled } from './installed.js';
import type { PackageTable } from './packages.js';
import { type Place, shown } from './place.js';

const CORE = '@tensorflow/tfjs-core';
const LAYERS = '@tensorflow/tfjs-layers';

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
 * The copies that a training with this package would load: as the project resolves it, this package, tfjs-layers and
 * each backend. Keyed by folder, with who resolves to it.
 */
function usedCopies(name: string, { project, self }: Place, table: PackageTable): Map<string, string[]> {
  const users: [who: string, from: string][] = [
    ['the project', project],
    [self.name, self.folder],
    ...[...table.values()].filter(user => user.name !== name).map(seenFrom),
  ];
  const used = new Map<string, string[]>();
  for (const [who, from] of users) {
    const folder = resolveInstalled(name, from)?.folder;
    if (folder !== undefined) used.set(folder, [...(used.get(folder) ?? []), who]);
  }
  return used;
}

/** tfjs-node has tfjs-core only by way of the union package `@tensorflow/tfjs`. */
function seenFrom({ name, folder }: Installed): [string, string] {
  const union = resolveInstalled('@tensorflow/tfjs', folder);
  return [name, name.startsWith('@tensorflow/tfjs-node') && union !== undefined ? union.folder : folder];
}

function judge(name: string, copies: readonly Copy[], used: Map<string, string[]>, place: Place): Finding {
  const id = `copies.${name.replace('@tensorflow/', '')}`;
  const folders = new Set([...copies.map(copy => copy.folder), ...used.keys()]);
  if (folders.size === 1) return finding('packages', id, 'ok', `one copy of ${name}`);
  const details = [...folders].map(folder => describe(folder, copies, used, place));
  if (used.size > 1) {
    const summary = `${folders.size} copies of ${name}: tensors and backends of one are unknown to the other`;
    return finding('packages', id, 'problem', summary, { details, advice: advice(name, used, place) });
  }
  const summary = `${folders.size} copies of ${name}; training uses one, other packages bring their own`;
  return finding('packages', id, 'warning', summary, { details, advice: advice(name, used, place) });
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

/** So many of those who bring a copy are named. */
const MOST = 4;

function advice(name: string, used: Map<string, string[]>, { project, self }: Place): string[] {
  const version = resolveInstalled(name, project)?.version ?? '4.22.0';
  const pin = `install the same version everywhere (npm dedupe), or pin it in package.json: "overrides": {"${name}": "${version}"}`;
  const apart = used.size > 1 && !self.folder.startsWith(project);
  const linked = `${self.name} lies outside the project (${self.folder}) and has packages of its own: install it from a file of npm pack, not with npm link`;
  return [...(apart ? [linked] : []), pin, `npm ls ${name} shows the tree`];
}
