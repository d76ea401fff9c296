import { expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { color } from '../../../examples/mobilenet/color.js';

it('repeats a gray channel, and leaves colors alone', () => {
  const gray = syntheticDigits({ samples: 2, size: 8 });
  const colored = color(gray);
  expect(colored.shape).toEqual([8, 8, 3]);
  expect(colored.labels).toBe(gray.labels);
  expect([...colored.images]).toEqual([...gray.images].flatMap(value => [value, value, value]));
  expect(color(colored)).toBe(colored);
});
