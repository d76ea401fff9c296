import { describe, expect, it } from 'vitest';
import { classCounts, type LabeledImages } from '../../datasets/index.js';
import { requireLabeledImages, takeSamples } from '../../datasets/labeledImages.js';
import { imageNumbers, tinyImages } from './helpers/tinyImages.js';

describe('classCounts', () => {
  it('counts every class, absent ones too', () => {
    expect(classCounts(tinyImages([0, 2, 2, 0, 2], 4))).toEqual([2, 0, 3, 0]);
  });
});

describe('takeSamples', () => {
  it('copies images and labels in the order given', () => {
    const data = tinyImages([5, 6, 7, 8]);
    const taken = takeSamples(data, [3, 0, 3]);
    expect(imageNumbers(taken)).toEqual([3, 0, 3]);
    expect([...taken.labels]).toEqual([8, 5, 8]);
    taken.images.fill(255);
    expect(imageNumbers(data)).toEqual([0, 1, 2, 3]);
  });
});

describe('requireLabeledImages', () => {
  const data = tinyImages([1, 2]);
  it.each<[string, object, string]>([
    ['no images', { images: undefined }, 'f: data must be labeled images'],
    [
      'too few bytes',
      { images: new Uint8Array(11) },
      'f: data.images must be 2 images of shape [2, 3, 1], 12 bytes',
    ],
    [
      'a label out of range',
      { labels: Int32Array.of(1, 10) },
      'f: data.labels[1] must be in [0, 10), received 10',
    ],
    [
      'a negative label',
      { labels: Int32Array.of(-1, 1) },
      'f: data.labels[0] must be in [0, 10), received -1',
    ],
  ])('rejects %s', (_, changed, message) => {
    expect(() => requireLabeledImages('f', { ...data, ...changed } as LabeledImages)).toThrow(message);
  });
});
