import type { ReportData, ReportRun } from '../reportData.js';
import { depthOption } from './depthChart.js';
import type { View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { dataTable } from './table.js';

/** What depthFigure shows: a run, and the names of its metrics. */
export interface RunAndTexts {
  readonly run: ReportRun;
  readonly texts: ReportData['texts'];
}

/** Collapse over the layers, where they were measured. */
export function depthFigure(): View<RunAndTexts> {
  let shown: RunAndTexts | undefined;
  const curve = () => shown?.run.depth?.curves.find(({ id }) => id === figure.choice);
  const scale = () =>
    figure.choice === 'nearestClassCenter' ? 'shortfall' : (shown?.texts[figure.choice]?.scale ?? 'log');
  const figure: Figure = new Figure(
    {
      id: 'depth',
      title: 'Collapse over the layers',
      help: 'At the output of each layer that was measured, at the first epoch and the latest.',
      option: () => {
        const [depth, now] = [shown?.run.depth, curve()];
        return depth && now ? depthOption(depth, now, scale()) : null;
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
