/** The schema of run.json. It stands apart from what writes it, so that reading runs does not load tf.js. */
export const RUN_SCHEMA = 'tfjs-nc.run/1';

/** What run.json holds: everything a record needs to be understood later. */
export interface RunInfo {
  /** Which schema this is */
  readonly schema: typeof RUN_SCHEMA;
  /** Name of the run and of its folder */
  readonly run: string;
  /** ISO 8601 */
  readonly started: string;
  /** Version of each package and program that the run used, by name */
  readonly versions: Readonly<Record<string, string>>;
  /** `tf.getBackend()` */
  readonly backend: string;
  /** What the arithmetic runs on, in words */
  readonly device: string;
  /** Commit of the working directory, where it is a git checkout */
  readonly git?: {
    /** Full hash of the commit */
    readonly commit: string;
    /** Whether files differed from the commit */
    readonly modified: boolean;
  };
  /** The trained model */
  readonly model: ModelInfo;
  /** The classification head, and the layer of option `layer` where one is given */
  readonly hook: {
    /** Name of the dense layer taken for the head */
    readonly head: string;
    /** Name of the layer whose output is measured instead of the input of the head */
    readonly layer?: string;
  };
  /** Option `classNames` */
  readonly classNames?: readonly string[];
  /** The measured data as it was given */
  readonly data: DataInfo;
  /** Options of the callback, as far as JSON can hold them */
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
  /** What changed, such as an option or the version of a package */
  readonly name: string;
  /** Its value before */
  readonly before: string | null;
  /** Its value since then */
  readonly now: string | null;
}

/** Form of the measured data; shapes where they are known before the first pass. */
export interface DataInfo {
  /** `training`: the batches of the training itself */
  readonly form: 'tensors' | 'dataset' | 'function' | 'training';
  /** Shape of each input tensor, samples first */
  readonly xs?: readonly (readonly number[])[];
  /** Shape of the targets, samples first */
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
  /** Name of the layer */
  readonly name: string;
  /** Class of the layer, e.g. `Dense` */
  readonly class: string;
  /** Shape of its output as text, null for the number of samples */
  readonly outputShape: string;
  /** Number of its weights */
  readonly parameters: number;
  /** Kernel, bias and activity regularizers as tf.js configures them, where there are any */
  readonly regularizers?: Readonly<Record<string, unknown>>;
}

/** The model as run.json describes it. */
export interface ModelInfo {
  /** Name of the model */
  readonly name: string;
  /** Number of all weights */
  readonly parameters: number;
  /** The layers in the order of the model */
  readonly layers: readonly LayerInfo[];
  /** Name of the compiled loss; absent for a model that is not compiled */
  readonly loss?: string;
  /** Class and configuration of the compiled optimizer; absent for a model that is not compiled */
  readonly optimizer?: {
    /** Class of the optimizer, e.g. `Momentum` */
    readonly class: string;
    /** What its `getConfig()` gives, e.g. the learning rate */
    readonly config: Readonly<Record<string, unknown>>;
  };
}

/** Tells one input tensor from another of the same shape. The order of the samples does not matter. */
export interface InputSummary {
  /** Mean of all its numbers */
  readonly mean: number;
  /** Mean of their absolute values */
  readonly magnitude: number;
}
