import { expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { colour } from '../../../examples/mobilenet/colour.js';

it('repeats a grey channel, and leaves colours alone', () => {
  const grey = syntheticDigits({ samples: 2, size: 8 });
  const coloured = colour(grey);
  expect(coloured.shape).toEqual([8, 8, 3]);
  expect(coloured.labels).toBe(grey.labels);
  expect([...coloured.images]).toEqual([...grey.images].flatMap(value => [value, value, value]));
  expect(colour(coloured)).toBe(coloured);
});
