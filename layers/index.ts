/**
 * Layers for networks that are to follow the theory. For every backend, in Node and in browsers.
 *
 * @module tfjs-neural-collapse/layers
 */

export { type FeatureDecayOptions, featureDecay } from './featureDecay.js';
