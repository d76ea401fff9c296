import { encodingByName } from 'tfjs-neural-collapse';

/** What the page trains when it is opened. */
export const DEFAULTS = {
  data: 'rings',
  classes: 3,
  loss: 'mse',
  encoding: 'one-hot',
  bias: '0',
  imbalance: 1,
  seed: 1,
  backend: 'auto',
};

/** More rings than five are too narrow for the small network. */
export const MOST_CLASSES = { rings: 5, digits: 10 };

/**
 * How to train so that the figure stands at the end, found by trying: batches that are large enough for the noise of batch
 * normalization to be small, decay that is strong enough to act within these epochs.
 */
export function recipeOf({ data, classes, loss }, outputs) {
  // Squared error is averaged over the outputs, so its curvature falls with their number.
  const rate = loss === 'mse' ? 0.1 * outputs : data === 'digits' ? 0.05 * outputs : 0.3;
  const common = { rate: Math.min(0.3, rate) };
  if (data === 'rings') return { ...common, batch: 100, decay: 1e-2, epochs: classes <= 3 ? 100 : 140 };
  if (loss === 'mse') return { ...common, batch: 25, decay: classes <= 3 ? 2e-2 : 5e-3, epochs: 80 };
  if (classes > 5) return { ...common, batch: 50, decay: 5e-3, epochs: 180 };
  return { ...common, batch: 25, decay: classes <= 3 ? 2e-2 : 1e-2, epochs: 100 };
}

/** Targets that are probabilities, which cross-entropy needs. */
const PROBABILITIES = ['one-hot', 'label-smoothing'];

export const isPossible = (loss, encoding) => loss === 'mse' || PROBABILITIES.includes(encoding);

/** Settings that go together: those that were asked for, else the nearest that do. */
export function possible(asked) {
  const settings = { ...DEFAULTS, ...asked };
  const { data, loss, encoding } = settings;
  const classes = Math.min(Math.max(2, settings.classes), MOST_CLASSES[data]);
  const { epochs } = recipeOf({ ...settings, classes }, classes);
  return { epochs, ...settings, classes, encoding: isPossible(loss, encoding) ? encoding : 'one-hot' };
}

/** The code of each class, as the package makes it. */
export const encodingOf = ({ encoding, classes }) =>
  encodingByName(encoding, { classes, ...(encoding === 'spherical' && { seed: 1 }) });

/** What else the page's address may set: ?epochs=10&seed=2&backend=cpu. */
export function readAddress(search) {
  const asked = new URLSearchParams(search);
  const numbers = ['epochs', 'seed'].filter(name => Number(asked.get(name)) >= 1);
  const backend = ['webgl', 'wasm', 'cpu'].find(name => name === asked.get('backend'));
  return {
    ...Object.fromEntries(numbers.map(name => [name, Math.floor(Number(asked.get(name)))])),
    ...(backend && { backend }),
  };
}
