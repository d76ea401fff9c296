import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';

/** Runs a measurement, checks that it leaks nothing, and gives the message of the error. */
async function failure(
  options: NeuralCollapseOptions,
  model: tfl.LayersModel = smallModel(),
): Promise<string> {
  let message = 'no error';
  await expectNoLeakedTensors(async () => {
    const nc = new NeuralCollapse({ ...QUIET, model, ...options });
    try {
      await nc.measure(4);
    } catch (error) {
      message = (error as Error).message;
    } finally {
      await nc.close();
    }
  });
  return message;
}

describe('NeuralCollapse options', () => {
  const xs = () => tf.zeros([4, 6]);
  it.each([
    [{ data: undefined }, /^NeuralCollapse: data must be tensors \{xs, ys\}.*, received undefined$/],
    [{ data: { xs: [1], ys: [2] } }, /^NeuralCollapse: data must be .*, received Object$/],
    [{ every: 0 }, /^NeuralCollapse: every must be a positive integer, received 0$/],
    [{ every: Number.NaN }, /every must be a positive integer, received NaN/],
    [{ batchSize: 1.5 }, /batchSize must be a positive integer, received 1.5/],
    [{ samplesPerClass: -1 }, /samplesPerClass must be a positive integer, received -1/],
    [{ featureMemory: Number.NaN }, /featureMemory must be a positive number of bytes, received NaN/],
    [{ weighting: 'balanced' }, /weighting must be 'class' or 'sample', received "balanced"/],
    [
      { name: '../escape' },
      /name must be a folder name, without separators, of at most 200 characters, received "..\/escape"/,
    ],
    [{ name: '..' }, /name must be a folder name/],
    [{ logdir: '' }, /logdir must be a folder, or null, received ""/],
    [{ verbose: true }, /verbose must be 0 or 1, received true/],
    [{ samplePerClass: 3 }, /options must be an object with data, source, .*, received "samplePerClass"/],
    [{ theory: { lambda: 1 } }, /theory must be an object with loss, .*, received "lambda"/],
    [{ encoding: 'one-hot' }, /encoding must be a class encoding, or an array of codes, received "one-hot"/],
    [{ sinks: {} }, /sinks must be an array of objects with a function write, received Object/],
    [{ logger: {} }, /logger must be a pino logger, received Object/],
    [{ classNames: ['a', 2] }, /classNames must be an array of strings, one per class, received \["a", 2\]/],
    [{ tensorBoard: 1 }, /tensorBoard must be true or false, received 1/],
    [{ report: 'report.html' }, /report must be true or false, received "report.html"/],
    [
      { live: 8080, logdir: 'runs' },
      /live must be true, false, or an object with port and host, received 8080/,
    ],
    [
      { live: { port: 1e6 }, logdir: 'runs' },
      /live.port must be an integer from 0 .* to 65535, received 1000000/,
    ],
    [{ live: true }, /live must be false where no run folder is written \(logdir, logger\), received true/],
    [{ sinkTimeout: 0 }, /sinkTimeout must be a positive number of milliseconds, received 0/],
    [{ keepRecords: 0 }, /keepRecords must be a positive integer, or Infinity, received 0/],
    [{ onError: 'ignore' }, /onError must be 'warn' or 'throw', received "ignore"/],
    [{ onRecord: 'no' }, /onRecord must be a function, received "no"/],
    [
      {
        encoding: [
          [1, 0],
          [1, 0],
        ],
      },
      /codes must be distinct/,
    ],
  ])('rejects %o', (options, message) => {
    const data = tf.tidy(() => ({ xs: tf.keep(xs()), ys: tf.keep(tf.zeros([4, 3])) }));
    const make = () => new NeuralCollapse({ ...QUIET, data, ...options } as NeuralCollapseOptions);
    expect(make).toThrow(message);
    tf.dispose([data.xs, data.ys]);
  });
});

describe('NeuralCollapse on invalid data', () => {
  it('names width and requirement before the training starts', async () => {
    const { xs } = smallData();
    const ys = tf.zeros<tf.Rank.R2>([36, 4]);
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    const model = smallModel();
    const right = tf.zeros([36, 3]);
    let epochs = 0;
    const onEpochBegin = async () => void epochs++;
    const counting = new tfl.CustomCallback({ onEpochBegin });
    await expect(model.fit(xs, right, { epochs: 1, callbacks: [nc, counting], verbose: 0 })).rejects.toThrow(
      'targets must be a tensor of shape [N, 3] (one code per row) or [N] (integer labels), received Tensor of shape [36, 4]',
    );
    expect(epochs).toBe(0);
    tf.dispose([ys, right]);
  });

  it('names the number of names that the classes need', async () => {
    const { xs, ys } = smallData();
    expect(await failure({ data: { xs, ys }, classNames: ['cat', 'dog'] })).toMatch(
      /^NeuralCollapse: classNames must be an array of 3 names, one per class, received \["cat", "dog"\]/,
    );
  });

  it('names the classes without a sample', async () => {
    const { xs } = smallData();
    const ys = tf.tidy(() => tf.cast(tf.oneHot(tf.zeros([36], 'int32'), 3), 'float32'));
    expect(await failure({ data: { xs, ys } })).toBe(
      "NeuralCollapse: before the first epoch, input of layer 'head': every one of the 3 classes needs a sample; class 1, 2 has none",
    );
    ys.dispose();
  });

  it('counts labels out of range', async () => {
    const { xs, labels } = smallData();
    const ys = tf.tensor1d(labels.map((k, i) => (i < 2 ? 7 : k)));
    expect(await failure({ data: { xs, ys } })).toBe(
      "NeuralCollapse: before the first epoch, input of layer 'head': readLabels: targets must be integers in 0..2, or -1 " +
        'for a sample without a class, received 2 of 36 that are not; the first one is at index 0: 7',
    );
    ys.dispose();
  });

  it('names epoch and layer where a class has no sample', async () => {
    const { xs, ys } = smallData();
    // All of the first class.
    const first = tf.tidy(() => tf.mul(tf.onesLike(ys), [1, 0, 0]));
    const stream = () => [{ xs: tf.clone(xs), ys: tf.clone(first) }];
    expect(
      await failure({
        data: stream,
        encoding: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      }),
    ).toMatch(/^NeuralCollapse: epoch 4, input of layer 'head': .*sample/);
    first.dispose();
  });

  it('is none where squares of features leave the range of float32', async () => {
    const { xs, ys } = smallData();
    const layers = [
      dense({ units: 6, inputShape: [6], name: 'body' }, 1),
      dense({ units: 3, name: 'head' }, 2),
    ];
    const model = compiled(tfl.sequential({ layers }));
    const ratioOf = async (unit: number) => {
      const scaled = tf.mul(xs, unit);
      const stream = () => [{ xs: tf.clone(scaled), ys: tf.clone(ys) }];
      const nc = new NeuralCollapse({ ...QUIET, model, data: stream });
      try {
        return (await nc.measure(4)).metrics['nc1.ratio']!;
      } finally {
        await nc.close();
        scaled.dispose();
      }
    };
    const usual = await ratioOf(1);
    for (const unit of [2 ** 100, 2 ** -90]) expect((await ratioOf(unit)) / usual).toBeCloseTo(1, 5);
  });

  it('releases the labels where the codes do not fit the outputs', async () => {
    const { xs, labels } = smallData();
    const stream = () => [{ xs: tf.clone(xs), ys: tf.tensor1d(labels) }];
    const encoding = [
      [1, 0],
      [0, 1],
      [1, 1],
    ];
    expect(await failure({ data: stream, encoding })).toMatch(/outputs must be a tensor of shape \[N, 2\]/);
  });

  it('names epoch and layer where the network has diverged, whatever ReLU makes of NaN', async () => {
    const { xs, ys } = smallData();
    const hidden = dense({ units: 8, inputShape: [6], activation: 'relu' }, 1);
    const model = compiled(tfl.sequential({ layers: [hidden, dense({ units: 3, name: 'head' }, 2)] }));
    tf.tidy(() => model.setWeights(model.getWeights().map(weight => tf.fill(weight.shape, Number.NaN))));
    const stream = () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }];
    expect(await failure({ data: stream }, model)).toBe(
      "NeuralCollapse: epoch 4, input of layer 'head': the network's outputs must be finite; 36 of 36 samples have NaN " +
        'or infinite ones (has the training diverged?)',
    );
  });

  it('sees NaN in the inputs, which a ReLU may hide', async () => {
    const { xs, ys } = smallData();
    const bad = tf.mul(xs, Number.NaN);
    const reason = /data.xs must be finite, received 216 NaN or infinite values/;
    expect(await failure({ data: { xs: bad, ys } })).toMatch(reason);
    expect(await failure({ data: () => [{ xs: tf.clone(bad), ys: tf.clone(ys) }] })).toMatch(reason);
    bad.dispose();
  });

  it('names classes too small for samplesPerClass', async () => {
    const { xs, ys } = smallData();
    const message =
      /samplesPerClass must be at most the size of the smallest class, received 13;.*0 \(12\), 1 \(12\)/;
    expect(await failure({ data: { xs, ys }, samplesPerClass: 13 })).toMatch(message);
    const stream = () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }];
    expect(await failure({ data: stream, samplesPerClass: 13 })).toMatch(message);
  });

  it('rejects batches that do not fit together, empty data, wrong inputs', async () => {
    const { xs, ys } = smallData();
    const wider = () => [
      { xs: tf.clone(xs), ys: tf.clone(ys) },
      { xs: tf.clone(xs), ys: tf.concat([ys, ys], 1) },
    ];
    expect(await failure({ data: wider })).toMatch(
      /targets must be a tensor of shape \[B, 3\].*received Tensor of shape \[36, 6\]/,
    );
    const uneven = () => [{ xs: tf.clone(xs), ys: tf.slice(ys, 0, 5) }];
    expect(await failure({ data: uneven })).toMatch(
      /a batch of data must be \{xs, ys\}: tensors with the same first/,
    );
    expect(await failure({ data: () => [] })).toMatch(/data must have samples, received none/);
    expect(await failure({ data: (() => 3) as never })).toMatch(
      /must be a function that returns an \(async\) iterable/,
    );
    const wide = tf.zeros<tf.Rank.R2>([36, 7]);
    expect(await failure({ data: { xs: wide, ys } })).toMatch(/expected.*shape/i);
    wide.dispose();
    expect(await failure({ data: { xs: { other: xs }, ys } })).toMatch(
      /data.xs must be a record with input 'hidden_input'/,
    );
  });

  it('rejects an epoch that is not one, and a missing model', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model: smallModel() });
    await expect(nc.measure(-1)).rejects.toThrow(
      'NeuralCollapse.measure: epoch must be an integer of at least 0, received -1',
    );
    const without = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await expect(without.measure(0)).rejects.toThrow(/model must be a tf.LayersModel/);
  });
});

describe('NeuralCollapse on invalid models', () => {
  it('lists the layers where there is no head', async () => {
    const { xs, ys } = smallData();
    const model = compiled(
      tfl.sequential({
        layers: [
          dense({ units: 3, inputShape: [6], name: 'a' }, 1),
          tfl.layers.batchNormalization({ name: 'norm' }),
        ],
      }),
    );
    const message = await failure({ data: { xs, ys } }, model);
    expect(message).toMatch(
      /the classification head must be a dense layer.*'norm' \(BatchNormalization\) stands between 'a' and the output/,
    );
    expect(message).toContain('  a (Dense) [null,3]\n  norm (BatchNormalization) [null,3]');
    expect(await failure({ data: { xs, ys }, head: 'a' }, model)).toBe('no error');
  });

  it('lists the layers where a name is not one of them, or has no kernel', async () => {
    const { xs, ys } = smallData();
    expect(await failure({ data: { xs, ys }, head: 'nope' })).toMatch(
      /head must be the name of a layer, received "nope"/,
    );
    expect(await failure({ data: { xs, ys }, layer: 'nope' })).toMatch(/layer must be the name of a layer/);
    const model = smallModel({ softmax: true });
    const message = await failure({ data: { xs, ys }, head: 'probabilities' }, model);
    expect(message).toMatch(/'probabilities' \(Activation\) has no kernel of shape \[d, c\]/);
  });

  it('refuses a second model, and knows one that is compiled again', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    const args = { epochs: 1, verbose: 0 } as const;
    await model.fit(xs, ys, { ...args, callbacks: [nc] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.fit(xs, ys, { ...args, callbacks: [nc] });
    expect(nc.records.length).toBe(2);
    await expect(smallModel().fit(xs, ys, { ...args, callbacks: [nc] })).rejects.toThrow(
      /has measured another model/,
    );
  });

  it('rejects a head that is called twice in a forward pass', async () => {
    const { xs, ys } = smallData();
    const input = tfl.input({ shape: [6] });
    const hidden = dense({ units: 6 }, 1);
    const shared = dense({ units: 3, name: 'shared' }, 2);
    const once = shared.apply(hidden.apply(input)) as tfl.SymbolicTensor;
    const twice = shared.apply(input) as tfl.SymbolicTensor;
    const outputs = tfl.layers.add().apply([once, twice]) as tfl.SymbolicTensor;
    const model = compiled(tfl.model({ inputs: input, outputs }));
    expect(await failure({ data: { xs, ys }, head: 'shared' }, model)).toMatch(
      /'shared' is called more than once/,
    );
  });
});
