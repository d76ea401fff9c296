import type { RunInfo } from '../../run/schema/runInfo.js';
import type { NeuralCollapseRecord, WrittenRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { verdictOf } from '../../src/record/verdict/verdict.js';

/** What a run of three classes could look like at an epoch: values fall towards the prediction as epochs pass. */
export function exampleRecord(epoch: number): NeuralCollapseRecord {
  const record = exampleMeasurement(epoch);
  return { ...record, verdict: verdictOf(record) };
}

function exampleMeasurement(epoch: number): WrittenRecord {
  const remaining = Math.exp(-epoch);
  return {
    schema: 'tfjs-nc.record/2',
    run: 'example',
    epoch,
    metrics: {
      'nc1.pinv': remaining,
      'nc2.cos': -0.5 + remaining / 4,
      'gnc2.margin': 1 - remaining,
      'mse.central_path': 0,
      'train.accuracy': 1 - remaining / 2,
    },
    absent: { 'nc5.ood': 'no out-of-distribution samples are given' },
    weighting: 'class',
    rank: 2,
    measured: {
      samples: 30,
      classes: 3,
      featureDim: 4,
      layer: 'dense',
      side: 'input',
      head: 'dense',
      encoding: 'one-hot',
      encodingSource: 'found',
      counts: [10, 10, 10],
      source: { kind: 'evaluation', passes: 1 },
    },
    norms: {
      classMeans: [1, 2, 4],
      centeredClassMeans: [1, 1 + remaining, 1],
      withinClassVariances: [remaining, remaining, remaining],
      kernel: 2.5,
      kernelRows: [1, 1.5, 2],
      bias: 0.25,
    },
    theory: {
      assumptions: {
        loss: 'cross-entropy',
        lambdaW: 1e-3,
        lambdaH: { value: 2e-5, source: 'calibrated' },
        lambdaB: 'infinite',
        featureActivation: { value: 'linear', source: 'data' },
        notes: ['the loss <b>is</b> read | from the model'],
      },
      prediction: {
        method: { kind: 'closed-form', source: 'a paper' },
        tau: 0.1,
        scaleFree: false,
        unique: true,
        meanCosine: -0.5,
        loss: 0.3,
        minorityCollapsed: [],
        absent: { bias: 'the head has none' },
      },
      predicted: { 'nc1.pinv': 0, 'nc2.cos': -0.5 },
      gap: { 'nc1.pinv': remaining, 'nc2.cos': remaining / 4 },
    },
    outliers: [{ index: 7, label: 1, decision: 2, distance: 3.25 }],
    depth: [
      { layer: 'conv/../1', featureDim: 8, nearestClassCenter: 0.5, metrics: { 'nc1.pinv': 3 }, absent: {} },
      { layer: 'dense', featureDim: 4, nearestClassCenter: 0.75, metrics: { 'nc1.pinv': 2 }, absent: {} },
    ],
    validation: {
      metrics: { 'nc1.pinv': 2 * remaining },
      absent: {},
      weighting: 'class',
      rank: 2,
      samples: 9,
      counts: [3, 3, 3],
      nearestTrainingMean: 0.875,
    },
    terminalPhase: { startEpoch: 1, epochsSince: 2, decayRate: { 'nc1.pinv': 1 }, absent: {} },
    timing: { measureMs: 12, epochMs: 48, share: 0.25 },
    logs: { loss: remaining, acc: 0.9, val_loss: 2 * remaining },
  };
}

const third = 1 / Math.sqrt(3);

/** The geometry behind {@link exampleRecord}. */
export function exampleSnapshot(epoch: number): GeometrySnapshot {
  const off = Math.exp(-epoch) / 4;
  return {
    schema: 'tfjs-nc.snapshot/1',
    run: 'example',
    epoch,
    meanGram: {
      measured: [
        [third, -off, off],
        [-off, third, 0],
        [off, 0, third],
      ],
      predicted: [
        [third, 0, 0],
        [0, third, 0],
        [0, 0, third],
      ],
    },
    weightGram: { absent: 'the features are not the input of the head' },
    classes: [0, 1, 2].map(k => ({
      class: k,
      samples: 10,
      norm: 2 ** k,
      predictedNorm: 3,
      variance: 0.1,
      cdnv: 0.1,
      nearest: (k + 1) % 3,
    })),
    pairs: [],
    projection: { absent: 'not in this example' },
  };
}

/** How the run of {@link exampleRecord} began. */
export function exampleRunInfo(): RunInfo {
  return {
    schema: 'tfjs-nc.run/1',
    run: 'example',
    started: '2026-01-02T03:04:05.000Z',
    versions: { 'tfjs-core': '4.22.0' },
    backend: 'wasm',
    device: 'a processor',
    model: { name: 'net', parameters: 15, layers: [], loss: 'meanSquaredError' },
    hook: { head: 'dense' },
    data: { form: 'tensors' },
    options: {},
    info: { dataset: 'a | b' },
  };
}
