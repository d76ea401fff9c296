import { finite, listOf, object, type Shape, shallow, tableOf, text } from './shape.js';

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
