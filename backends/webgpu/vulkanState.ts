import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What Vulkan needs on Linux, as far as it can be seen from outside. */
export interface VulkanState {
  /** Whether there is a loader, libvulkan.so.1, where the dynamic linker looks by default or `LD_LIBRARY_PATH` says */
  readonly loader: boolean;
  /** Files that name a driver */
  readonly drivers: readonly string[];
  /** Whether an NVIDIA driver is in the kernel */
  readonly nvidia: boolean;
}

const LOADER = 'libvulkan.so.1';

/** Looks at the files; loads nothing. `env` is the environment to read. */
export function vulkanState(env: Readonly<Record<string, string | undefined>> = process.env): VulkanState {
  return {
    loader: libraryFolders(env).some(folder => existsSync(join(folder, LOADER))),
    drivers: driverFiles(env),
    nvidia: existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl'),
  };
}

function libraryFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string];
  const standard = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib'];
  const ofMachine = triplet === undefined ? [] : [`/lib/${triplet}`, `/usr/lib/${triplet}`];
  return [...(env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean), ...standard, ...ofMachine];
}

/** The loader reads `VK_DRIVER_FILES`, formerly `VK_ICD_FILENAMES`, or looks into these folders. */
function driverFiles(env: Readonly<Record<string, string | undefined>>): string[] {
  const named = env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES;
  if (named) return named.split(':').filter(file => existsSync(file));
  const data = [
    '/usr/local/share',
    '/usr/share',
    '/etc',
    env.XDG_DATA_HOME || join(homedir(), '.local/share'),
  ];
  return data.map(folder => join(folder, 'vulkan', 'icd.d')).flatMap(jsonFilesIn);
}

function jsonFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.json'))
      .map(name => join(folder, name));
  } catch {
    return [];
  }
}
