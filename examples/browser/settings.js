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

/** More rings than six are too narrow for the small network. */
export const MOST_CLASSES = { rings: 6, digits: 10 };

/** Epochs until the figure stands: more classes take longer. */
const epochsFor = classes => (classes <= 3 ? 90 : 140);

/** Targets that are probabilities, which cross-entropy needs. */
const PROBABILITIES = ['one-hot', 'label-smoothing'];

export const isPossible = (loss, encoding) => loss === 'mse' || PROBABILITIES.includes(encoding);

/** Settings that go together: those that were asked for, else the nearest that do. */
export function possible(asked) {
  const settings = { ...DEFAULTS, ...asked };
  const { data, loss, encoding } = settings;
  const classes = Math.min(Math.max(2, settings.classes), MOST_CLASSES[data]);
  return {
    ...{ epochs: epochsFor(classes), ...settings, classes },
    encoding: isPossible(loss, encoding) ? encoding : 'one-hot',
  };
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
