import type { ReportData, ReportRun } from '../reportData.js';
import { depthDrawing } from './depthChart.js';
import { dataTable, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';

/** What depthFigure shows: a run, and the names of its metrics. */
export interface RunAndTexts {
  readonly run: ReportRun;
  readonly texts: ReportData['texts'];
}

/** Collapse over the layers, where they were measured. */
export function depthFigure(): View<RunAndTexts> {
  let shown: RunAndTexts | undefined;
  const curve = () => shown?.run.depth?.curves.find(({ id }) => id === figure.choice);
  const figure: Figure = new Figure(
    {
      id: 'depth',
      title: 'Collapse over the layers',
      help: 'At the output of each measured layer, at the first and at the latest measured epoch.',
      drawing: () => {
        const [depth, now] = [shown?.run.depth, curve()];
        return depth && now && shown ? depthDrawing(depth, now, shown.texts) : null;
      },
      table: () => {
        const [depth, now] = [shown?.run.depth, curve()];
        if (!depth || !now) return null;
        return dataTable(
          `${now.id} over the layers`,
          [
            { title: 'layer' },
            { title: `epoch ${depth.firstEpoch}`, numeric: true },
            { title: `epoch ${depth.lastEpoch}`, numeric: true },
          ],
          depth.layers.map((layer, i) => [layer, shortNumber(now.first[i], 6), shortNumber(now.last[i], 6)]),
        );
      },
    },
    () => figure.refresh(true),
  );
  return {
    element: figure.element,
    update(now) {
      shown = now;
      const ids = now.run.depth?.curves.map(({ id }) => id) ?? [];
      figure.offer(ids.map(value => ({ value, text: choiceText(value) })));
      figure.refresh(ids.length > 0);
    },
  };
}

function choiceText(id: string): string {
  return id === 'nearestClassCenter' ? 'nearest-center error' : id;
}
