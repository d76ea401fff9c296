/** Version of this package. A constant, so that a browser need not read package.json. */
export const VERSION = '0.1.0';
