import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { Hook } from '../features/collectFeatures.js';
import { findHead } from '../features/findHead.js';
import { innerModel } from '../features/innerModel.js';
import { layerByName } from '../features/layerList.js';
import { isBatch } from '../features/measuredData.js';
import { type PreparedData, prepareData } from '../features/prepareData.js';
import { checkHost } from '../hostCheck.js';
import type { ResolvedOptions } from '../options.js';
import type { TheoryOptions } from '../theory/predictForNetwork.js';
import { readTraining } from '../theory/readTraining.js';
import { type Measurement, measureModel } from './measureModel.js';

/** Measures one model on one set of samples, as often as asked. */
export class Measurer {
  #encoding: ClassEncoding | undefined;
  #prediction: UfmPrediction | undefined;

  private constructor(
    readonly hook: Hook,
    private readonly source: PreparedData,
    private readonly options: ResolvedOptions,
  ) {
    this.#encoding = options.encoding;
  }

  /** Finds the head, chooses the samples and checks both. */
  static async prepare(model: unknown, options: ResolvedOptions): Promise<Measurer> {
    checkHost(model);
    const hook = resolveHook(innerModel(model), options);
    const source = await naming(hook, 'before the first epoch', () => prepareData(hook, options));
    return new Measurer(hook, source, options);
  }

  /** @throws if the data or the features are unfit; the error names epoch and layer */
  async measure(epoch: number): Promise<Measurement> {
    const { batchSize, featureMemory, weighting } = this.options;
    const measurement = await naming(this.hook, `epoch ${epoch}`, () =>
      measureModel(this.hook, this.source.data, {
        batchSize,
        featureMemory,
        weighting,
        encoding: this.#encoding,
        theory: this.#theory(),
        // Once: tensors are checked when they are prepared, a stream in its first pass.
        checkInputs: this.#encoding === undefined && !isBatch(this.source.data),
      }),
    );
    // Codes found in the first epoch stay: a shuffled or partial pass must not renumber the classes.
    this.#encoding = measurement.encoding;
    this.#prediction = measurement.prediction;
    return measurement;
  }

  #theory(): TheoryOptions | Absent {
    const { theory } = this.options;
    if (theory === false) return absent('switched off by the option theory');
    const { model, head } = this.hook;
    return { known: readTraining(model, head), overrides: theory, previous: this.#prediction };
  }

  dispose(): void {
    this.source.dispose();
  }
}

function resolveHook(model: LayersModel, options: ResolvedOptions): Hook {
  const head = findHead(model, options.head);
  return options.layer === undefined
    ? { model, head }
    : { model, head, layer: layerByName(model, options.layer, 'layer') };
}

/** Says in every error when and where it happened. */
async function naming<T>({ layer, head }: Hook, when: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const side = layer ? `output of layer '${layer.name}'` : `input of layer '${head.name}'`;
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^NeuralCollapse: /, '');
    throw new Error(`NeuralCollapse: ${when}, ${side}: ${reason}`, { cause: error });
  }
}
