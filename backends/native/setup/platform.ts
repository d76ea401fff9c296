/** A machine as far as TensorFlow's binaries care. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** The version of GNU libc, or undefined where there is none (musl: Alpine). */
  glibc: string | undefined;
}

export function thisMachine(): Machine {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: report?.header?.glibcVersionRuntime,
  };
}

const ELSEWHERE =
  "elsewhere install tfjs-node's own build (npm install @tensorflow/tfjs-node) or use the wasm backend, " +
  'which needs nothing';

/** Why setup-native cannot work on a machine, or undefined where it can: Linux with glibc on x64 or arm64. */
export function unsupportedReason({ platform, arch, glibc }: Machine): string | undefined {
  const where = `${platform} ${arch}`;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    return `setup-native works on Linux x64 and arm64, this is ${where}; ${ELSEWHERE}`;
  }
  if (glibc === undefined) {
    return `TensorFlow is built for GNU libc, this ${where} system has another (Alpine's musl?); ${ELSEWHERE}`;
  }
  return undefined;
}

/** The pip package that holds the C library: the small CPU one exists for x64 only. */
export function pipPackage(gpu: boolean, arch: string = process.arch): string {
  return gpu || arch !== 'x64' ? 'tensorflow' : 'tensorflow-cpu';
}
