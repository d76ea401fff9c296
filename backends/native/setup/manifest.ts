import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where TensorFlow's headers and libraries come from. */
export type TensorflowSource =
  | { kind: 'pip'; version: string | undefined }
  | { kind: 'wheel'; path: string }
  | { kind: 'dir'; path: string };

/** What setup-native writes into the package that it set up. */
export interface Manifest {
  source: TensorflowSource;
  tensorflow: string;
  napi: number;
}

export const MANIFEST_FILE = 'tfjs-nc-setup.json';

export async function writeManifest(packageDir: string, manifest: Manifest): Promise<void> {
  await writeFile(join(packageDir, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest of a package that setup-native made, or undefined for one that npm's own download made. */
export function readManifest(packageDir: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(packageDir, MANIFEST_FILE), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/** Whether a working package already runs the TensorFlow that is asked for. */
export function satisfies(
  source: TensorflowSource,
  tensorflow: string | undefined,
  manifest: Manifest | undefined,
): boolean {
  if (source.kind === 'pip') return source.version === undefined || source.version === tensorflow;
  return manifest?.source.kind === source.kind && manifest.source.path === source.path;
}
