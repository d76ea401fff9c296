import type { ReportData, ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { counted, shortNumber } from './format.js';
import { standingSection } from './standingSection.js';
import { shownValue } from './valueAxis.js';
import { verdictSection } from './verdictSection.js';

/** The numbers that say where a run is, with the metrics they are taken from: the first one that has a value. */
const TILES = [
  { title: 'NC1 within-class variability', ids: ['nc1.pinv', 'nc1.ratio'] },
  { title: 'NC2 mean cosine', ids: ['nc2.cos'] },
  { title: 'NC2 distance from theory', ids: ['nc2.theory', 'nc2.etf'] },
  { title: 'NC3 self-duality', ids: ['nc3.dual', 'nc3.dual.encoded'] },
  { title: 'NC4 nearest-center error', ids: ['nc4.ncc'] },
  { title: 'Training error', ids: ['train.accuracy'] },
  { title: 'Loss', ids: ['train.loss'] },
] as const;

/** What one tile says. */
interface Tile {
  readonly id: string;
  readonly measured: number;
  readonly predicted: number | undefined;
  readonly isShare: boolean;
  /** Whether there is a prediction of this epoch at all */
  readonly isPredicted: boolean;
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
    ...(run.verdict ? [verdictSection(run.verdict)] : []),
    ...standingSection(run),
    h('dl', { class: 'tiles' }, ...TILES.flatMap(tile => tileView(tile, run, data))),
  ];
}

/** The values of the epoch that is named. The last value of a curve may belong to an earlier epoch. */
function tileOf(
  { ids }: (typeof TILES)[number],
  { state }: ReportRun,
  { texts }: ReportData,
): Tile | undefined {
  const id = ids.find(known => state?.values[known]?.measured !== undefined);
  const values = id === undefined ? undefined : state?.values[id];
  if (id === undefined || values?.measured === undefined) return undefined;
  const scale = texts[id]?.scale ?? 'log';
  const { measured, predicted } = values;
  return {
    id,
    measured: shownValue(scale, measured),
    predicted: predicted === undefined ? undefined : shownValue(scale, predicted),
    isShare: scale === 'shortfall',
    isPredicted: state !== undefined && !('absent' in state.theory),
    isAssumed: (state?.onlyAssumed ?? []).length > 0,
  };
}

function tileView(tile: (typeof TILES)[number], run: ReportRun, data: ReportData): HTMLElement[] {
  const found = tileOf(tile, run, data);
  if (!found) return withoutValue(tile, run);
  const { id, measured } = found;
  return [tileElement(tile.title, id, valueText(measured, found), theoryText(found))];
}

/** Where a curve has values, but the epoch that is named has none: why. */
function withoutValue({ title, ids }: (typeof TILES)[number], { series, state }: ReportRun): HTMLElement[] {
  const id = ids.find(known => series[known]);
  if (id === undefined || !state) return [];
  const reason = state.absent[id] ?? 'there is no value';
  return [tileElement(title, id, '–', `no value at epoch ${state.epoch}: ${reason}`)];
}

function tileElement(title: string, id: string, value: string, below: string): HTMLElement {
  return h(
    'div',
    { class: 'tile', 'data-metric': id },
    h('dt', {}, title),
    h('dd', { class: 'big' }, value),
    h('dd', {}, below),
    h('dd', { class: 'id' }, id),
  );
}

function theoryText(tile: Tile): string {
  const assumed = tile.isAssumed ? ' (assumed)' : '';
  if (!tile.isPredicted) return 'no prediction';
  if (tile.id.endsWith('.theory')) return `0 means as predicted${assumed}`;
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
    { title: 'state' },
    { title: 'epoch', numeric: true },
    { title: 'terminal phase' },
    { title: 'collapsed' },
    ...shown.map(({ title }) => ({ title, numeric: true })),
  ];
  const rows = data.runs.map(run => [
    run.name,
    run.standing.state,
    run.state ? String(run.state.epoch) : '–',
    run.standing.phase,
    run.verdict?.word ?? '–',
    ...shown.map(tile => bothText(tileOf(tile, run, data))),
  ]);
  return [
    dataTable('Latest values of each run, measured and in theory', columns, rows),
    h(
      'p',
      { class: 'sizes' },
      'Measured / predicted. A ~ marks a prediction whose assumptions this training does not meet.',
    ),
    ...different(data),
  ];
}

function bothText(tile: Tile | undefined): string {
  if (!tile) return '–';
  const { measured, predicted } = tile;
  return `${valueText(measured, tile)} / ${predicted === undefined ? '–' : predictedText(predicted, tile)}`;
}

function different({ differences, compared }: ReportData): HTMLElement[] {
  if (differences.length === 0) return [];
  const columns = [{ title: 'what' }, ...compared.map(title => ({ title }))];
  const rows = differences.map(({ name, values }) => [name, ...values.map(value => value ?? '–')]);
  return [
    h('h2', {}, 'What differs between the runs'),
    dataTable('What differs between the runs', columns, rows),
  ];
}
