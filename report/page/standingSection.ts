import type { ReportRun } from '../reportData.js';
import { h } from './dom.js';
import { counted, percent, timeText } from './format.js';

/** What is said first, and in the color of an alert. */
const CUT_SHORT: ReadonlySet<string> = new Set(['died', 'stopped', 'stale']);

/** Where the run stands at its latest epoch, measured or not. */
export function standingSection(run: ReportRun): HTMLElement[] {
  const { alert, activity, text } = run.standing;
  const isCutShort = CUT_SHORT.has(activity);
  return [
    ...(isCutShort ? [h('p', { class: 'phase alert' }, h('b', { class: 'activity' }, text))] : []),
    ...(alert ? [h('p', { class: 'phase alert' }, h('b', {}, alert.title), `: ${alert.text}`)] : []),
    phase(run),
    sizes(run),
    ...notes(run),
  ];
}

function phase({ state, standing: { left, alert } }: ReportRun): HTMLElement {
  if (!state) return h('p', { class: 'phase' }, 'No epoch has been measured yet.');
  const { startEpoch, epochsSince, decayRate, absent } = state.terminalPhase;
  if (startEpoch === undefined) {
    const reason = `: ${absent.startEpoch ?? ''}`;
    return h('p', { class: 'phase' }, h('b', {}, 'Before the terminal phase'), reason);
  }
  if (left !== undefined) {
    return h('p', { class: 'phase alert' }, h('b', {}, 'No longer in the terminal phase'), `: ${left}`);
  }
  const rate = decayRate['nc1.pinv'];
  const trend = rate === undefined ? '' : rate > 0 ? 'falls' : 'rises';
  const decay =
    rate === undefined ? '' : `; NC1 ${trend} by ${percent(Math.abs(1 - Math.exp(-rate)))} per epoch there`;
  const until = alert ? ` to epoch ${state.epoch}` : '';
  return h(
    'p',
    { class: `phase${alert ? '' : ' reached'}` },
    h('b', {}, `Terminal phase since epoch ${startEpoch}${until}`),
    ` (${counted(epochsSince ?? 0, 'epoch')})${decay}`,
  );
}

function sizes({ state, standing, updated, started }: ReportRun): HTMLElement {
  const measured = state
    ? `Epoch ${state.epoch} (${counted(state.epochs, 'measurement')}), K = ${state.classes} classes, ` +
      `N = ${state.samples} samples, d = ${state.featureDim} features; ${state.source}. `
    : '';
  const when = `Last record ${timeText(updated ?? started)}.`;
  const text = CUT_SHORT.has(standing.activity) ? null : h('b', { class: 'activity' }, standing.text);
  return h('p', { class: 'sizes' }, text, ` ${measured}${when}`);
}

/** Before the first predicted value: what it is a prediction of, or why there is none. */
function notes({ state }: ReportRun): HTMLElement[] {
  if (!state) return [];
  const { theory, onlyAssumed } = state;
  if ('absent' in theory) return [h('p', { class: 'sizes' }, `There is no prediction: ${theory.absent}.`)];
  return onlyAssumed.length === 0
    ? []
    : [h('p', { class: 'sizes' }, `~ Theory is only assumed: ${onlyAssumed.join('; ')}.`)];
}
