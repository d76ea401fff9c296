import {
  absent,
  either,
  finite,
  integer,
  listOf,
  object,
  orAbsent,
  orNull,
  type Shape,
  shallow,
  tableOf,
  text,
} from './shape.js';

/**
 * What readers count on in a `NeuralCollapseRecord` and a `MeasurementFailure`. Fields that nothing here reads are not
 * looked at, so that other versions of this package may write them differently.
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

const known = object(
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
  },
);

/** Of a record, the fields of earlier versions filled in. */
export const recordShape: Shape = record => shallow(record) && known(record);

const failure = object({ run: text, epoch: integer, error: text });

export const failureShape: Shape = value => shallow(value) && failure(value);
