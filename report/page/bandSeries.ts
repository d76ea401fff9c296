import type { Curve } from './curveData.js';

/** What ECharts gives a series that draws itself. */
interface Drawing {
  coord(point: readonly [number, number]): [number, number];
}

/** The ground between two curves, in the color of the line in between. It is drawn once, with the first point. */
export function bandOf(
  /** In the legend: the band goes with the line when that is switched off */
  name: string,
  { below, above }: NonNullable<Curve['band']>,
  color: string,
  place: (value: number) => number,
) {
  const outline = [...above, ...below.toReversed()].flatMap(([epoch, value]) =>
    value === null ? [] : [[epoch, place(value)] as const],
  );
  return {
    type: 'custom',
    name,
    silent: true,
    tooltip: { show: false },
    itemStyle: { color },
    // Every corner, since the axes take their limits from these.
    data: outline,
    clip: true,
    z: 1,
    renderItem: ({ dataIndex }: { dataIndex: number }, drawing: Drawing) =>
      dataIndex > 0
        ? undefined
        : {
            type: 'polygon',
            shape: { points: outline.map(point => drawing.coord(point)) },
            style: { fill: color, opacity: BAND_OPACITY },
          },
  };
}

const BAND_OPACITY = 0.18;
