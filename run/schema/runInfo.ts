/** The schema of run.json. It stands apart from what writes it, so that reading runs does not load tf.js. */
export const RUN_SCHEMA = 'tfjs-nc.run/1';

/** What run.json holds: everything a record needs to be understood later. */
export interface RunInfo {
  readonly schema: typeof RUN_SCHEMA;
  readonly run: string;
  /** ISO 8601 */
  readonly started: string;
  readonly versions: Readonly<Record<string, string>>;
  /** `tf.getBackend()` */
  readonly backend: string;
  readonly device: string;
  /** Commit of the working directory, where it is a git checkout */
  readonly git?: { readonly commit: string; readonly modified: boolean };
  readonly model: ModelInfo;
  readonly hook: { readonly head: string; readonly layer?: string };
  /** Option `classNames` */
  readonly classNames?: readonly string[];
  /** The measured data as it was given */
  readonly data: DataInfo;
  readonly options: Readonly<Record<string, unknown>>;
  /** Option `info`: data set, seed, command line... */
  readonly info: Readonly<Record<string, unknown>>;
  /** One entry each time the run was resumed. The other fields describe the latest start, `started` the first one. */
  readonly resumed?: readonly Resumption[];
  /** How a signal or an exit of the process ended the run; absent once the run is resumed */
  readonly stopped?: Stopped;
}

/** The process ended before the run did. */
export interface Stopped {
  /** ISO 8601 */
  readonly time: string;
  /** `SIGINT`, `SIGTERM`, `exit code 1` */
  readonly by: string;
}

/** A run that went on after it had been stopped or killed. */
export interface Resumption {
  /** ISO 8601 */
  readonly time: string;
  /** The first epoch from then on */
  readonly epoch: number;
  /** What differs from before */
  readonly changed: readonly Change[];
}

/** One thing that changed; null where there was or is no value. */
export interface Change {
  readonly name: string;
  readonly before: string | null;
  readonly now: string | null;
}

/** Form of the measured data; shapes where they are known before the first pass. */
export interface DataInfo {
  /** `training`: the batches of the training itself */
  readonly form: 'tensors' | 'dataset' | 'function' | 'training';
  readonly xs?: readonly (readonly number[])[];
  readonly ys?: readonly number[];
  /** One summary per input tensor, over all samples: it tells other data of the same shape */
  readonly inputs?: readonly InputSummary[];
}

/** What only the platform knows: Node or a browser. */
export interface HostInfo extends Pick<RunInfo, 'device' | 'git'> {
  /** Versions of what runs tf.js: Node, TensorFlow */
  readonly versions: Readonly<Record<string, string>>;
}

/** One layer of the model summary. */
export interface LayerInfo {
  readonly name: string;
  readonly class: string;
  readonly outputShape: string;
  readonly parameters: number;
  /** Kernel, bias and activity regularizers as tf.js configures them, where there are any */
  readonly regularizers?: Readonly<Record<string, unknown>>;
}

/** The model as run.json describes it. */
export interface ModelInfo {
  readonly name: string;
  readonly parameters: number;
  readonly layers: readonly LayerInfo[];
  /** Name of the compiled loss; absent for a model that is not compiled */
  readonly loss?: string;
  readonly optimizer?: { readonly class: string; readonly config: Readonly<Record<string, unknown>> };
}

/** Tells one input tensor from another of the same shape. The order of the samples does not matter. */
export interface InputSummary {
  /** Mean of all its numbers */
  readonly mean: number;
  /** Mean of their absolute values */
  readonly magnitude: number;
}
