import {
  absent,
  either,
  finite,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  orAbsent,
  orNull,
  type Shape,
  shallow,
  tableOf,
  text,
  tuple,
} from './shape.js';

/*
 * What readers count on in the files of a run folder. Fields that no reader uses are not checked, so that other versions of
 * this package may write them differently.
 */

const values = tableOf(orNull(finite));
const reasons = tableOf(text);

/** JSON has no Infinity. */
const orInfinite = either(finite, value => value === 'infinite');

const measured = object(
  { samples: integer, classes: integer, featureDim: integer, layer: text, side: text, encoding: text },
  {
    encodingSource: text,
    unlabeled: integer,
    source: object({ kind: text }, { notes: listOf(text) }),
    order: text,
  },
);

const assumptions = object(
  {
    loss: text,
    lambdaW: finite,
    lambdaH: object({ value: finite, source: text }),
    lambdaB: orInfinite,
    featureActivation: object({ value: text, source: text }),
    notes: listOf(text),
  },
  { onlyAssumed: listOf(text), head: text },
);

const method = either(
  value => object({ source: text })(value) && (value as { kind?: unknown }).kind === 'closed-form',
  value =>
    object({ gradientNorm: finite, restarts: integer })(value) &&
    (value as { kind?: unknown }).kind !== 'closed-form',
);

const theory = object({
  assumptions,
  prediction: object({ method }, { minorityCollapsed: listOf(integer), criticalLambdaB: orInfinite }),
  predicted: values,
});

const outlier = object({ label: finite, decision: finite, distance: finite }, { index: finite });

const validation = either(
  object({ error: text }),
  value => object({ metrics: values })(value) && !('error' in (value as object)),
);

const approximate = tableOf(object({ method: text, bound: finite }));

const limit = object({ kind: text, text });

const condition = either(
  object({ name: text, absent: text }),
  object({ name: text, metric: text, value: finite, standard: finite, wanted: text, met: flag }),
);

const pair = object({ measured: finite, predicted: finite });

const verdict = object({
  collapsed: orAbsent(object({ answer: oneOf('yes', 'partly', 'no'), conditions: listOf(condition) })),
  geometry: orAbsent(
    object({ name: text, nearest: text, distance: finite }, { predicted: text, vanished: listOf(integer) }),
  ),
  theory: orAbsent(
    object(
      {
        applies: oneOf('yes', 'partly', 'no'),
        because: listOf(text),
        better: listOf(object({ metric: text, measured: finite, predicted: finite, why: text })),
      },
      { agrees: flag, distance: finite, cosine: pair, balance: pair },
    ),
  ),
  limiting: listOf(limit),
  advice: listOf(text),
});

const knownRecord = object(
  {
    run: text,
    epoch: integer,
    metrics: values,
    absent: reasons,
    measured,
    norms: object({ classMeans: listOf(finite) }),
    theory: orAbsent(theory),
    outliers: either(absent, listOf(outlier)),
    depth: listOf(object({ layer: text, metrics: values }, { approximate })),
    terminalPhase: object(
      { decayRate: values, absent: reasons },
      { startEpoch: integer, epochsSince: finite },
    ),
  },
  {
    validation,
    approximate,
    logs: values,
    verdict,
  },
);

/** What readers count on in a `NeuralCollapseRecord`, once the fields that earlier versions lack are filled in. */
export const recordShape: Shape = record => shallow(record) && knownRecord(record);

const failure = object({ run: text, epoch: integer, error: text });

/** What readers count on in a `MeasurementFailure`. */
export const failureShape: Shape = value => shallow(value) && failure(value);

const regularizer = object({}, { className: text, config: tableOf(shallow) });

const model = object(
  {
    name: text,
    parameters: finite,
    layers: listOf(object({ name: text, class: text }, { regularizers: tableOf(regularizer) })),
  },
  { loss: text, optimizer: object({ class: text }, { config: shallow }) },
);

/** What readers count on in a `RunInfo`. */
export const infoShape: Shape = object(
  { run: text, started: text },
  {
    versions: shallow,
    backend: text,
    device: text,
    model,
    hook: shallow,
    data: shallow,
    options: shallow,
    info: shallow,
    classNames: listOf(text),
    git: object({ commit: text }),
    stopped: object({ by: text }),
  },
);

const matrix = listOf(listOf(finite));
const gram = orAbsent(object({ measured: matrix, predicted: either(matrix, object({ absent: text })) }));

const classRow = object(
  { class: integer, samples: integer, norm: finite, variance: finite, nearest: integer },
  { predictedNorm: finite, cdnv: orNull(finite) },
);

const pairRow = object(
  { classes: tuple(integer, integer), distance: finite },
  { cdnv: orNull(finite), cosine: orNull(finite) },
);

const projection = orAbsent(
  object(
    {
      shares: tuple(finite, finite),
      means: listOf(tuple(finite, finite)),
      samples: listOf(tuple(finite, finite, finite)),
    },
    { plane: text },
  ),
);

const crossCosines = orAbsent(
  object({
    measured: listOf(listOf(orNull(finite))),
    predicted: either(listOf(listOf(orNull(finite))), object({ absent: text })),
  }),
);

const rowNorms = orAbsent(
  object({ measured: listOf(finite), predicted: either(listOf(finite), object({ absent: text })) }),
);

const earlierGeometry = object(
  { epoch: integer, norms: listOf(finite), cosines: listOf(finite) },
  { rowNorms: listOf(finite), rowCosines: listOf(finite), crossCosines: listOf(finite), projection },
);

const knownSnapshot = object(
  {
    epoch: integer,
    meanGram: gram,
    weightGram: gram,
    classes: listOf(classRow),
    pairs: listOf(pairRow),
    projection,
  },
  { classWeights: listOf(finite), crossCosines, rowNorms, earlier: listOf(earlierGeometry) },
);

/** What readers count on in a `GeometrySnapshot`. */
export const snapshotShape: Shape = snapshot => shallow(snapshot) && knownSnapshot(snapshot);
