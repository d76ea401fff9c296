import { expect } from 'vitest';

/** Expects an error whose message names the function, the argument, what is required and what was received. */
export async function expectArgumentError(
  body: () => unknown,
  parts: { where: string; argument: string; requirement: string | RegExp; received: string },
): Promise<void> {
  const error = await caught(body);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message.startsWith(`${parts.where}: ${parts.argument}`), message).toBe(true);
  expect(message).toMatch(parts.requirement);
  expect(message).toContain(parts.received);
}

async function caught(body: () => unknown): Promise<unknown> {
  try {
    return await body();
  } catch (error) {
    return error;
  }
}
