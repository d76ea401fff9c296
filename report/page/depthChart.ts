import type { EChartsCoreOption } from 'echarts/core';
import type { DepthCurve, ShownDepth } from '../depthData.js';
import type { Scale } from '../metricGroups.js';
import type { Numbers } from '../numbers.js';
import type { Theme } from '../palette.js';
import type { ReportData } from '../reportData.js';
import { chartFrame, nameAxis, tip, tooltipStyle, valueAxisOption } from './chartStyle.js';
import { type Drawing, WIDE } from './drawing.js';
import { shortNumber } from './format.js';
import { shownName, shownValue, valueAxis } from './valueAxis.js';

/** One metric over the layers. */
export function depthDrawing(depth: ShownDepth, curve: DepthCurve, texts: ReportData['texts']): Drawing {
  const isError = curve.id === 'nearestClassCenter';
  const scale = isError ? 'shortfall' : (texts[curve.id]?.scale ?? 'log');
  return {
    name: `depth.${curve.id}`,
    size: WIDE,
    axis: isError ? 'nearest-center error' : shownName(scale, curve.id),
    option: theme => depthOption(depth, curve, scale, theme),
    numbers: () => depthNumbers(depth, curve),
  };
}

/** At the first epoch and at the latest. */
function depthOption(depth: ShownDepth, curve: DepthCurve, scale: Scale, theme: Theme): EChartsCoreOption {
  const { series, text } = theme;
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
    ...chartFrame(theme, { left: 8, right: 20, top: 44, bottom: 8 }),
    legend: { top: 4, left: 4, itemWidth: 22, itemHeight: 8, textStyle: { color: text, fontSize: 12 } },
    xAxis: nameAxis(depth.layers, { width: 300, theme }),
    yAxis: valueAxisOption(axis, theme),
    tooltip: {
      ...tooltipStyle(theme),
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

/** A row per layer. */
function depthNumbers({ layers, firstEpoch, lastEpoch }: ShownDepth, curve: DepthCurve): Numbers {
  return {
    columns: ['layer', `${curve.id}, epoch ${firstEpoch}`, `${curve.id}, epoch ${lastEpoch}`],
    rows: layers.map((layer, i) => [layer, curve.first[i] ?? null, curve.last[i] ?? null]),
  };
}
