import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { InputError } from '../../../src/base/inputError.js';
import { findProject } from '../setup/project.js';
import { type Installed, readInstalled } from './installed.js';

/** Which project is examined, and which copy of this package does so. */
export interface Place {
  /** The folder with the project's package.json, or where there is none the working folder. */
  project: string;
  hasManifest: boolean;
  /** This very package. */
  self: Installed;
}

export function findPlace(cwd: string): Place {
  const self = readInstalled(
    dirname(createRequire(import.meta.url).resolve('tfjs-neural-collapse/package.json')),
  )!;
  try {
    return { project: findProject(cwd), hasManifest: true, self };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { project: cwd, hasManifest: false, self };
  }
}

/** A path for people: relative to the project if it is inside. */
export function shown(path: string, project: string): string {
  const inside = relative(project, path);
  return inside === '' ? '.' : inside.startsWith('..') ? path : inside;
}
