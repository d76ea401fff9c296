import type { EChartsCoreOption } from 'echarts/core';
import type { DepthCurve, ShownDepth } from '../depthData.js';
import type { Scale } from '../metricGroups.js';
import type { ReportData, ReportRun } from '../reportData.js';
import { axisStyle, FONT, theme, tip, tooltipStyle } from './chartStyle.js';
import { dataTable, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { shownValue, valueAxis } from './valueAxis.js';

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
      help: 'At the output of each measured layer, at the first and at the latest measured epoch.',
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

/** One metric over the layers, at the first epoch and at the latest. */
export function depthOption(depth: ShownDepth, curve: DepthCurve, scale: Scale): EChartsCoreOption {
  const { series, text } = theme();
  const shown = (values: DepthCurve['last']) => values.map(v => (v === null ? null : shownValue(scale, v)));
  const [first, last] = [shown(curve.first), shown(curve.last)];
  const axis = valueAxis(
    scale,
    [...first, ...last].filter(value => value !== null),
    [],
  );
  const line = (epoch: number, values: readonly (number | null)[], color: string, type: unknown) => ({
    type: 'line',
    name: `epoch ${epoch}`,
    data: values.map(value => (value === null ? null : axis.place(value))),
    symbol: 'circle',
    symbolSize: 7,
    itemStyle: { color },
    lineStyle: { color, type, width: 2 },
  });
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: FONT },
    grid: {
      left: 8,
      right: 20,
      top: 44,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: { top: 4, left: 4, itemWidth: 22, itemHeight: 8, textStyle: { color: text, fontSize: 12 } },
    xAxis: {
      ...axisStyle(),
      type: 'category',
      data: depth.layers,
      axisLabel: { ...axisStyle().axisLabel, width: 90, overflow: 'truncate', hideOverlap: true },
    },
    yAxis: {
      ...axisStyle(),
      type: axis.logarithmic ? 'log' : 'value',
      ...(axis.logarithmic && { min: axis.min, max: axis.max }),
      axisLabel: { ...axisStyle().axisLabel, formatter: axis.label },
    },
    tooltip: {
      ...tooltipStyle(),
      trigger: 'axis',
      formatter: ([under]: readonly { dataIndex: number }[]) => {
        const i = under?.dataIndex ?? 0;
        return tip(depth.layers[i] ?? '', [
          { name: `epoch ${depth.firstEpoch}`, value: shortNumber(first[i]), color: series[1]! },
          { name: `epoch ${depth.lastEpoch}`, value: shortNumber(last[i]), color: series[0]! },
        ]);
      },
    },
    series: [
      ...(depth.firstEpoch < depth.lastEpoch ? [line(depth.firstEpoch, first, series[1]!, [6, 4])] : []),
      line(depth.lastEpoch, last, series[0]!, 'solid'),
    ],
  };
}
