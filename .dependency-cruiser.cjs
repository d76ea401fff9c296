// The rooms of the project, lowest first: a file imports from its own room and from lower ones, never from a higher one,
// and no files import each other in a circle. Imports of types count. `npm run lint` checks it.
const ROOMS = [
  ['src/base'],
  ['src/files'],
  ['src/linalg'],
  ['src/encodings'],
  ['src/statistics'],
  ['src/metrics'],
  ['src/theory'],
  ['src/record'],
  // Entry points and what combines the rooms of src.
  ['src/[^/]+\\.ts'],
  // Beside each other: none imports another.
  ['datasets', 'backends', 'layers'],
  ['run'],
  ['report'],
  ['callbacks'],
  ['cli'],
  ['examples'],
  ['bench', 'docs'],
];

const path = places => `^(${places.join('|')})(/|$)`;

const upward = ROOMS.flatMap((places, level) =>
  places.map(place => ({
    name: `only-lower-rooms: ${place}`,
    severity: 'error',
    comment: 'A room imports from lower rooms only; the list of rooms is in .dependency-cruiser.cjs.',
    from: { path: path([place]) },
    to: { path: path([...places.filter(other => other !== place), ...ROOMS.slice(level + 1).flat()]) },
  })),
);

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'examples-use-public-entry-points',
      severity: 'error',
      comment: 'An example shows what a user can write: import tfjs-neural-collapse, or other examples.',
      from: { path: '^examples/' },
      to: { path: path(['src', 'datasets', 'backends', 'layers', 'run', 'report', 'callbacks', 'cli']) },
    },
  ],
  options: {
    // Imports of types are gone after compilation; they are arrows all the same.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test|node_modules)/' },
  },
};
