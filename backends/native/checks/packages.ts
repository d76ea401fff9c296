import { type Finding, finding } from './finding.js';
import { type Installed, inRange, resolveInstalled } from './installed.js';
import { type Place, shown } from './place.js';

const TFJS = '@tensorflow/';

/** The packages to look for, and whether this package works without them. */
const LOOKED_FOR: readonly { name: string; optional: boolean; install: string }[] = [
  { name: `${TFJS}tfjs-core`, optional: false, install: `npm install ${TFJS}tfjs-core@4.22.0` },
  { name: `${TFJS}tfjs-layers`, optional: false, install: `npm install ${TFJS}tfjs-layers@4.22.0` },
  {
    name: `${TFJS}tfjs-node`,
    optional: true,
    install: 'npx tfjs-nc setup-native, or npm install @tensorflow/tfjs-node',
  },
  { name: `${TFJS}tfjs-node-gpu`, optional: true, install: 'npx tfjs-nc setup-native --gpu' },
  { name: `${TFJS}tfjs-backend-wasm`, optional: false, install: 'npm install' },
  { name: `${TFJS}tfjs-backend-cpu`, optional: false, install: 'npm install' },
  { name: `${TFJS}tfjs-backend-webgpu`, optional: true, install: webGpuInstall() },
  { name: 'webgpu', optional: true, install: webGpuInstall() },
];

function webGpuInstall(): string {
  return `npm install webgpu ${TFJS}tfjs-backend-webgpu@4.22.0`;
}

/** What scripts import themselves, and the packages that contain it. */
const IMPORTED: readonly string[] = [`${TFJS}tfjs-core`, `${TFJS}tfjs-layers`];
const UNIONS = [`${TFJS}tfjs`, `${TFJS}tfjs-node`, `${TFJS}tfjs-node-gpu`];

/** Whether the project's scripts have a package, directly or as a part of `@tensorflow/tfjs`. */
function isReached(name: string, project: string): boolean {
  return [name, ...UNIONS].some(each => resolveInstalled(each, project) !== undefined);
}

export type PackageTable = Map<string, Installed>;

/** The packages as this package loads them: seen from the project, else from this package. */
export function installedPackages({ project, self }: Place): PackageTable {
  const table: PackageTable = new Map();
  for (const { name } of LOOKED_FOR) {
    const found = resolveInstalled(name, project) ?? resolveInstalled(name, self.folder);
    if (found !== undefined) table.set(name, found);
  }
  return table;
}

/** One finding per package, this one first. */
export function packageFindings(place: Place, table: PackageTable): Finding[] {
  const ranges = { ...place.self.manifest.dependencies, ...place.self.manifest.peerDependencies };
  const others = LOOKED_FOR.map(wanted => {
    const found = table.get(wanted.name);
    return found === undefined ? absent(wanted) : present(found, ranges[wanted.name], place);
  });
  return [selfFinding(place), ...others];
}

function selfFinding({ project, hasManifest, self }: Place): Finding {
  const summary = `${self.name} ${self.version}`;
  const details = [shown(self.folder, project)];
  if (!hasManifest) {
    const advice = ['run it in the folder of your project: what is said here holds for this folder only'];
    const where = `${summary}; there is no package.json in ${project} or above`;
    return finding('packages', 'package.self', 'warning', where, { details, advice });
  }
  const own = self.folder === project ? self : resolveInstalled(self.name, project);
  if (own?.folder === self.folder) return finding('packages', 'package.self', 'ok', summary, { details });
  if (own === undefined) {
    const where = `${summary} runs, but is not installed in this project: its scripts cannot import it`;
    const advice = [`npm install ${self.name}`];
    return finding('packages', 'package.self', 'problem', where, { details, advice });
  }
  const other = `${summary}; the project has another copy, ${own.version} in ${shown(own.folder, project)}`;
  const advice = ["run the project's own: npx tfjs-nc doctor"];
  return finding('packages', 'package.self', 'warning', other, { details, advice });
}

function absent({ name, optional, install }: (typeof LOOKED_FOR)[number]): Finding {
  const id = `package.${name.replace(TFJS, '')}`;
  if (optional) return finding('packages', id, 'info', `${name} is not installed (optional: ${install})`);
  return finding('packages', id, 'problem', `${name} is not installed`, { advice: [install] });
}

function present(
  { name, version, folder }: Installed,
  range: string | undefined,
  { project }: Place,
): Finding {
  const id = `package.${name.replace(TFJS, '')}`;
  const details = [shown(folder, project)];
  if (IMPORTED.includes(name) && !isReached(name, project)) {
    const summary = `${name} is not installed where this project's scripts find it`;
    return finding('packages', id, 'problem', summary, { details, advice: [`npm install ${name}@4.22.0`] });
  }
  if (range === undefined || inRange(version, range)) {
    return finding('packages', id, 'ok', `${name} ${version}`, { details });
  }
  const wanted = range.replace(/^\D+/, '');
  return finding('packages', id, 'problem', `${name} ${version} is outside ${range}`, {
    details,
    advice: [`npm install ${name}@${wanted}`],
  });
}
