/**
 * The callback in browsers and notebooks: what bundlers take for `tfjs-neural-collapse/callbacks` there.
 *
 * @module tfjs-neural-collapse/callbacks (browser)
 */

export * from '../everywhere.js';
export { type BrowserOptions, NeuralCollapse, neuralCollapse } from './neuralCollapse.js';
