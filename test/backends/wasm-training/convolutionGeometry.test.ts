import { expect, test } from 'vitest';
import { convolutionGeometry } from '../../../backends/wasm-training/convolutionGeometry.js';
import { referenceOutShape } from './convolutionReference.js';
import { describeOnWasm } from './onWasm.js';

const shapes = { input: [2, 7, 5, 3], filter: [3, 2, 3, 4], dy: [2, 4, 3, 4] };

describeOnWasm('convolutionGeometry', () => {
  test('sizes and padding of the forward convolution', () => {
    const info = convolutionGeometry('K', shapes, { strides: 2, pad: 'same' }, false);
    expect(info.outShape).toEqual(
      referenceOutShape({ input: [2, 7, 5, 3], filter: [3, 2, 3, 4], strides: [2, 2], pad: 'same' }),
    );
    expect(info.padInfo).toMatchObject({ top: 1, bottom: 1, left: 0, right: 1 });
  });

  test('refuses another layout and a dy that does not fit, naming kernel, argument and value', () => {
    const attrs = { strides: 2, pad: 'same' } as const;
    expect(() => convolutionGeometry('K', shapes, { ...attrs, dataFormat: 'NCHW' }, false)).toThrow(
      'K (wasm training): dataFormat must be \'NHWC\' (the wasm backend has no other), received "NCHW"',
    );
    expect(() => convolutionGeometry('K', { ...shapes, dy: [2, 4, 2, 4] }, attrs, false)).toThrow(
      'K (wasm training): dy must be of shape [2,4,3,4], that of the forward output, received [2, 4, 2, 4]',
    );
  });
});
