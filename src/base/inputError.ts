/** What the user gave a command cannot be used: exit code 2. Any other error is a failure: exit code 1. */
export class InputError extends Error {
  override name = 'InputError';
}
