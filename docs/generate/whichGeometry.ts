import { readFileSync, writeFileSync } from 'node:fs';
import { geometrySections } from './geometryCases.js';
import { withGeometryTables } from './geometryTable.js';

/** `npm run docs:geometry`, in the root of the repository: runs the commands of docs/which-geometry.md and writes its tables. */
const page = 'docs/which-geometry.md';
writeFileSync(page, await withGeometryTables(readFileSync(page, 'utf8'), geometrySections));
