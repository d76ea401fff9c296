import {
  either,
  finite,
  integer,
  listOf,
  object,
  orAbsent,
  orNull,
  type Shape,
  shallow,
  text,
  tuple,
} from './shape.js';

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
  object({
    shares: tuple(finite, finite),
    means: listOf(tuple(finite, finite)),
    samples: listOf(tuple(finite, finite, finite)),
  }),
);

const known = object({
  epoch: integer,
  meanGram: gram,
  weightGram: gram,
  classes: listOf(classRow),
  pairs: listOf(pairRow),
  projection,
});

/** What readers count on in a `GeometrySnapshot`. */
export const snapshotShape: Shape = snapshot => shallow(snapshot) && known(snapshot);
