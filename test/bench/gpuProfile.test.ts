import { expect, it } from 'vitest';
import { byKernel } from '../../bench/gpuProfile.js';

it('takes runs of a kernel on the same shapes together, the longest first', () => {
  const runs = [
    { kernel: 'Sum', inputs: '4×2', ms: 1 },
    { kernel: 'Sum', inputs: '4', ms: 3 },
    { kernel: 'Sum', inputs: '4×2', ms: 1.5 },
    { kernel: 'Sub', inputs: '4×2, 2', ms: 2 },
  ];
  expect(byKernel(runs)).toEqual([
    { kernel: 'Sum', inputs: '4', runs: 1, ms: 3 },
    { kernel: 'Sum', inputs: '4×2', runs: 2, ms: 2.5 },
    { kernel: 'Sub', inputs: '4×2, 2', runs: 1, ms: 2 },
  ]);
});
