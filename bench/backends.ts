import {
  type BackendChoice,
  type BackendName,
  type UseBackendOptions,
  useBackend,
} from '../backends/index.js';

const entered = new Map<string, string>();

/** Makes a backend the current one; prints a message and returns null if it does not load. */
export async function enterBackend(
  name: BackendName,
  options?: UseBackendOptions,
): Promise<BackendChoice | null> {
  try {
    const choice = await useBackend(name, options);
    entered.set(choice.name, describe(choice));
    return choice;
  } catch (error) {
    console.error(`${name} does not load here: ${(error as Error).message}`);
    return null;
  }
}

/** The backends of this process so far, with their versions. */
export function enteredBackends(): string[] {
  return [...entered.values()];
}

/** `tfjs-node 4.22.0 with TensorFlow 2.21.0` */
function describe({ name, versions }: BackendChoice): string {
  const own = Object.entries(versions).find(([key]) => key.endsWith(name))?.[1];
  const { tensorflow } = versions;
  return [name, own, tensorflow && `with TensorFlow ${tensorflow}`].filter(Boolean).join(' ');
}
