import type { WebGpuDevice } from './webGpuTypes.js';

/**
 * WebGPU reports errors (memory that is used up, a kernel that breaks a limit) beside the program, which goes on with
 * zeros: they become warnings of the process, each message once.
 *
 * @returns to be called before the device is destroyed on purpose
 */
export function watchDevice(device: WebGpuDevice): { expectLoss(): void; readonly isLost: boolean } {
  const seen = new Set<string>();
  let [expected, isLost] = [false, false];
  const warn = (message: string) => {
    if (seen.has(message)) return;
    seen.add(message);
    process.emitWarning(`WebGPU: ${message}. Numbers computed since then are wrong`, 'WebGpuWarning');
  };
  device.addEventListener('uncapturederror', ({ error }) => warn(firstLine(error.message)));
  void device.lost.then(({ reason, message }) => {
    isLost = true;
    if (!expected) warn(`the device is lost (${reason}): ${firstLine(message)}`);
  });
  return {
    expectLoss: () => {
      expected = true;
    },
    get isLost() {
      return isLost;
    },
  };
}

const firstLine = (message: string): string => (message.trim().split('\n', 1)[0] ?? '').replace(/\.$/, '');
