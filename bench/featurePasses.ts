import * as tf from '@tensorflow/tfjs-core';
import { rowSquares } from '../src/statistics/rowKernels.js';
import { sumByClass } from '../src/statistics/sumByClass.js';
import type { FeatureCase } from './featureCase.js';

/**
 * Passes over the features that no way of computing within-class spreads in float32 can do without, from separate
 * kernels: class means, features minus their class mean before anything is squared, squares.
 */
export const PASSES: readonly { readonly what: string; run(given: FeatureCase): void }[] = [
  {
    what: 'one sum by class (segment sum)',
    run: ({ features, labels, classes }) => sumByClass(features, labels, classes).dispose(),
  },
  {
    what: 'features minus their class mean (gather, subtract)',
    run: ({ features, labels, classes }) =>
      tf.tidy(() => {
        tf.sub(features, tf.gather(tf.slice(features, 0, classes), labels));
      }),
  },
  { what: 'squared lengths of rows', run: ({ features }) => rowSquares(features).dispose() },
];
