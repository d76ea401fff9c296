import type { Theme } from '../palette.js';
import { axisStyle } from './chartStyle.js';
import type { CurveView } from './curveView.js';
import { linearTicks } from './ticks.js';

/** Where an epoch is drawn: a logarithmic axis has no place for epoch 0. */
export function epochPlace(epoch: number, { logEpochs }: CurveView): number {
  return logEpochs ? epoch + 1 : epoch;
}

/** The horizontal axis, from the first epoch that is shown to the last. */
export function epochAxis(first: number, last: number, view: CurveView, theme: Theme) {
  const style = axisStyle(theme);
  const end = last > first ? last : first + 1;
  return {
    ...style,
    type: view.logEpochs ? 'log' : 'value',
    name: view.logEpochs ? 'epoch + 1' : 'epoch',
    nameLocation: 'middle',
    nameGap: 24,
    min: epochPlace(first, view),
    max: epochPlace(end, view),
    splitLine: { show: false },
    ...ticksOf(first, end, view, style),
  };
}

function ticksOf(first: number, last: number, { logEpochs }: CurveView, style: ReturnType<typeof axisStyle>) {
  if (logEpochs) return { axisLabel: { ...style.axisLabel, hideOverlap: true } };
  const customValues = linearTicks(first, last, 1).filter(epoch => epoch >= first && epoch <= last);
  return {
    axisTick: { ...style.axisTick, customValues },
    axisLabel: { ...style.axisLabel, customValues, hideOverlap: true },
  };
}
