import { drawCurves } from './curves.js';
import { drawGram } from './grams.js';
import { projectionView } from './projection.js';
import { colorOf } from './svg.js';

const at = id => document.getElementById(id);

/** The pictures: what is known at one epoch, and the curves up to the latest. */
export function makeStage() {
  const projection = projectionView(at('projection'));
  return {
    clear() {
      for (const id of ['projection', 'cosine', 'lengths', 'spread', 'distance', 'measured', 'predicted']) {
        at(id).replaceChildren();
      }
      at('means-note').textContent = '';
    },
    /** @param measured [{record, snapshot}], one per measured epoch; `shown` is the position of the one to show */
    draw({ measured, classNames, epochs }, shown) {
      const { snapshot } = measured[shown];
      projection.draw(snapshot.projection, classNames);
      at('means-note').textContent = shareText(snapshot.projection);
      drawGrams(snapshot.meanGram);
      drawAllCurves(measured, classNames, epochs);
    },
  };
}

function shareText(projection) {
  if ('absent' in projection) return `Nothing to draw: ${projection.absent}.`;
  const share = projection.shares[0] + projection.shares[1];
  return `A view of 64 dimensions from the side; it shows ${Math.round(100 * share)} % of the distance between the classes.`;
}

function drawGrams(gram) {
  if ('absent' in gram) return;
  drawGram(at('measured'), gram.measured, 'measured');
  if (!('absent' in gram.predicted)) drawGram(at('predicted'), gram.predicted, 'predicted');
}

function drawAllCurves(measured, classNames, epochs) {
  const records = measured.map(({ record }) => record);
  const latest = measured.at(-1);
  const { predicted = {} } = latest.record.theory;
  // A record has the epoch it belongs to; one that could not be measured leaves a gap.
  const along = pick => {
    const values = Array(latest.record.epoch + 1);
    for (const record of records) values[record.epoch] = pick(record);
    return [...values];
  };
  const metric = (id, name, color = 'var(--measured)') => ({
    ...{ name, color, values: along(({ metrics }) => metrics[id]) },
    ...(predicted[id] !== undefined && { predicted: predicted[id] }),
  });
  drawCurves(at('cosine'), { epochs, label: 'Cosine', lines: [metric('nc2.cos', 'mean cosine')] });
  drawCurves(at('spread'), { epochs, log: true, label: 'Spread', lines: [metric('nc1.pinv', 'NC1')] });
  drawCurves(at('distance'), {
    ...{ epochs, log: true, label: 'Distance from theory' },
    lines: [metric('nc2.theory', 'of the means')],
  });
  const classes = new Map(latest.snapshot.classes.map(row => [row.class, row]));
  drawCurves(at('lengths'), {
    ...{ epochs, label: 'Lengths' },
    lines: classNames.map((name, k) => ({
      ...{ name, color: colorOf(k), values: along(({ norms }) => norms.classMeans[k]) },
      predicted: classes.get(k)?.predictedNorm,
    })),
  });
}
