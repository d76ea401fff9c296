import type { ReportData, ReportRun } from '../reportData.js';
import { h, type View } from './dom.js';
import { counted, percent, shortNumber, timeText } from './format.js';
import { dataTable } from './table.js';
import { shownValue } from './valueAxis.js';

/** The numbers that say where a run is, with the metrics they are taken from: the first one that has a value. */
const TILES = [
  { title: 'NC1 within-class variability', ids: ['nc1.pinv', 'nc1.ratio'] },
  { title: 'NC2 mean cosine', ids: ['nc2.cos'] },
  { title: 'NC2 distance from theory', ids: ['nc2.theory', 'nc2.etf'] },
  { title: 'NC3 self-duality', ids: ['nc3.dual', 'nc3.dual.encoded'] },
  { title: 'NC4 nearest-centre error', ids: ['nc4.ncc'] },
  { title: 'Training error', ids: ['train.accuracy'] },
  { title: 'Loss', ids: ['train.loss'] },
] as const;

/** What one tile says. */
interface Tile {
  readonly id: string;
  readonly measured: number;
  readonly predicted: number | undefined;
  readonly isShare: boolean;
  /** Whether the prediction is that of another training than this one */
  readonly isAssumed: boolean;
}

/** The first screen: which run, where it is, how far from theory. */
export function header(): View<ReportData> {
  const element = h('header', { class: 'head' });
  return {
    element,
    update(data) {
      const { runs } = data;
      element.replaceChildren(
        h('p', { class: 'eyebrow' }, 'Neural collapse'),
        h('h1', {}, runs.length === 1 ? runs[0]!.name : `${counted(runs.length, 'run')} compared`),
        ...(runs.length === 1 ? single(runs[0]!, data) : several(data)),
      );
    },
  };
}

function single(run: ReportRun, data: ReportData): HTMLElement[] {
  return [
    phase(run),
    sizes(run),
    ...assumed(run),
    h('dl', { class: 'tiles' }, ...TILES.flatMap(tile => tileView(tile, run, data))),
  ];
}

function phase({ state }: ReportRun): HTMLElement {
  if (!state) return h('p', { class: 'phase' }, 'No epoch has been measured yet.');
  const { startEpoch, epochsSince, decayRate, absent } = state.terminalPhase;
  if (startEpoch === undefined) {
    return h(
      'p',
      { class: 'phase' },
      h('b', {}, 'Before the terminal phase'),
      `: ${absent.startEpoch ?? ''}`,
    );
  }
  const rate = decayRate['nc1.pinv'];
  const trend = rate === undefined ? '' : rate > 0 ? 'falls' : 'rises';
  const decay =
    rate === undefined ? '' : `; NC1 ${trend} by ${percent(Math.abs(1 - Math.exp(-rate)))} per epoch there`;
  return h(
    'p',
    { class: 'phase reached' },
    h('b', {}, `Terminal phase since epoch ${startEpoch}`),
    ` (${counted(epochsSince ?? 0, 'epoch')})${decay}`,
  );
}

function sizes({ state, updated, started }: ReportRun): HTMLElement {
  const text = state
    ? `Epoch ${state.epoch} (${counted(state.epochs, 'measurement')}), K = ${state.classes} classes, ` +
      `N = ${state.samples} samples, d = ${state.featureDim} features; ${state.source}. `
    : '';
  return h('p', { class: 'sizes' }, `${text}Last record ${timeText(updated ?? started)}.`);
}

/** Before the first predicted value: what it is a prediction of. */
function assumed({ state }: ReportRun): HTMLElement[] {
  const reasons = state?.onlyAssumed ?? [];
  return reasons.length === 0
    ? []
    : [h('p', { class: 'sizes' }, `~ Theory is only assumed: ${reasons.join('; ')}.`)];
}

function tileOf({ ids }: (typeof TILES)[number], run: ReportRun, { texts }: ReportData): Tile | undefined {
  const id = ids.find(known => run.series[known]);
  const series = id === undefined ? undefined : run.series[id];
  const measured = series?.measured.at(-1)?.[1];
  if (id === undefined || series === undefined || typeof measured !== 'number') return undefined;
  const scale = texts[id]?.scale ?? 'log';
  const predicted = series.predicted.at(-1)?.[1];
  return {
    id,
    measured: shownValue(scale, measured),
    predicted: typeof predicted === 'number' ? shownValue(scale, predicted) : undefined,
    isShare: scale === 'shortfall',
    isAssumed: (run.state?.onlyAssumed ?? []).length > 0,
  };
}

function tileView(tile: (typeof TILES)[number], run: ReportRun, data: ReportData): HTMLElement[] {
  const found = tileOf(tile, run, data);
  if (!found) return [];
  const { id, measured } = found;
  return [
    h(
      'div',
      { class: 'tile', 'data-metric': id },
      h('dt', {}, tile.title),
      h('dd', { class: 'big' }, valueText(measured, found)),
      h('dd', {}, theoryText(found)),
      h('dd', { class: 'id' }, id),
    ),
  ];
}

function theoryText(tile: Tile): string {
  const assumed = tile.isAssumed ? ' (assumed)' : '';
  if (tile.id.endsWith('.theory')) return `0 is as predicted${assumed}`;
  return tile.predicted === undefined
    ? 'no prediction'
    : `theory ${predictedText(tile.predicted, tile)}${assumed}`;
}

function predictedText(value: number, tile: Tile): string {
  return `${tile.isAssumed ? '~' : ''}${valueText(value, tile)}`;
}

function valueText(value: number, { isShare }: Tile): string {
  // A prediction of a descent, not of a closed form, is zero up to rounding.
  if (Math.abs(value) < 1e-12) return '0';
  return isShare && value >= 1e-4 ? `${shortNumber(100 * value, 3)}%` : shortNumber(value, 3);
}

/** Several runs: a row each, measured and predicted. */
function several(data: ReportData): HTMLElement[] {
  const shown = TILES.filter(tile => data.runs.some(run => tileOf(tile, run, data)));
  const columns = [
    { title: 'run' },
    { title: 'epoch', numeric: true },
    { title: 'terminal phase' },
    ...shown.map(({ title }) => ({ title, numeric: true })),
  ];
  const rows = data.runs.map(run => [
    run.name,
    run.state ? String(run.state.epoch) : '–',
    run.state?.terminalPhase.startEpoch === undefined
      ? 'not yet'
      : `since ${run.state.terminalPhase.startEpoch}`,
    ...shown.map(tile => bothText(tileOf(tile, run, data))),
  ]);
  return [
    dataTable('Latest values of each run, measured and in theory', columns, rows),
    h(
      'p',
      { class: 'sizes' },
      'Each number as measured, with theory behind the slash; ~ where it is only assumed.',
    ),
    ...different(data),
  ];
}

function bothText(tile: Tile | undefined): string {
  if (!tile) return '–';
  const { measured, predicted } = tile;
  return `${valueText(measured, tile)} / ${predicted === undefined ? '–' : predictedText(predicted, tile)}`;
}

function different({ differences, runs }: ReportData): HTMLElement[] {
  if (differences.length === 0) return [];
  const columns = [{ title: 'what' }, ...runs.map(({ name }) => ({ title: name }))];
  const rows = differences.map(({ name, values }) => [name, ...values.map(value => value ?? '–')]);
  return [
    h('h2', {}, 'What differs between the runs'),
    dataTable('What differs between the runs', columns, rows),
  ];
}
