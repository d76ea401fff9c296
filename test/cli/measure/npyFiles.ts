import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npyBytes } from '../../helpers/npyBytes.js';

/** Writes rows of numbers as float32 or float64, labels and other vectors alike. */
export function writeNpy(
  folder: string,
  name: string,
  rows: readonly (readonly number[])[] | readonly number[],
  type: 'float32' | 'float64' | 'int32' = 'float32',
): void {
  const isTable = Array.isArray(rows[0]);
  const numbers = rows.flat() as number[];
  const shape = isTable ? [rows.length, (rows[0] as readonly number[]).length] : [rows.length];
  const values = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[type].from(numbers);
  writeFileSync(join(folder, name), npyBytes(values, { shape }));
}
