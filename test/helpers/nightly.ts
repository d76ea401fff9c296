/** `npm run test:nightly` sets it: what is slow and seldom finds anything runs in full. */
export const nightly = process.env.TFJS_NC_NIGHTLY === '1';

/** A size, or what to go through: in small at every change, in full at night. Both make every check of the test. */
export function sized<T>(size: { readonly small: T; readonly full: T }): T {
  return nightly ? size.full : size.small;
}
