import { join } from 'node:path';
import { warn } from '../../src/base/console.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Sink } from '../sinks/sink.js';
import { layout } from './customScalars.js';
import type { SummaryValue } from './event.js';
import { EventFile } from './eventFile.js';
import { gapsOf } from './gaps.js';
import { sessionEnd, sessionStart } from './hparams.js';
import { gramImages, normHistograms, predictedHistograms } from './pictures.js';
import { type RunPoints, scalarPoints } from './points.js';
import { text } from './summaryValues.js';
import { outliersText, runText, theoryText, verdictText } from './texts.js';

/** Markdown by tag. */
type Texts = Readonly<Record<string, string>>;

/**
 * Event files of TensorBoard, on every backend: `tensorboard --logdir runs`. The folders `measured`, `predicted`,
 * `validation` and `depth/<layer>` of the run folder are runs of TensorBoard, which draws the same tag of several runs in
 * one chart: a metric, the value theory predicts for it, and its value on validation data. Steps are epochs.
 *
 * @example
 * new NeuralCollapse({ data, logdir: null, sinks: [new TensorBoardSink('logs/mine')] });
 */
export class TensorBoardSink implements Sink {
  readonly name: string;
  readonly #files = new Map<string, EventFile>();
  #run: RunInfo | undefined;
  #latest: GeometrySnapshot | undefined;
  /** Whether the latest snapshot has been drawn */
  #drawn = true;
  #schedule = new DrawingSchedule();
  #texts: Texts = {};
  /** The latest epoch whose file says what the run is about; absent before the first */
  #introduced: number | undefined;

  /** @param folder the run folder; made with the first record */
  constructor(private readonly folder: string) {
    this.name = `TensorBoard's files in ${folder}`;
  }

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): void {
    this.#run = run;
    if (earlier.length > 0) this.#fillGaps(earlier);
  }

  /** What the last process had no time to write. If files cannot be read, later records are still written. */
  #fillGaps(earlier: readonly NeuralCollapseRecord[]): void {
    try {
      const end = this.#run?.resumed?.at(-1)?.epoch ?? Number.POSITIVE_INFINITY;
      inTurn(gapsOf(this.folder, earlier, end), ({ run, from, events }) =>
        this.#file(run).replace(from, events),
      );
    } catch (error) {
      warn(`${this.name} may lack earlier epochs: ${(error as Error).message}`);
    }
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    if (this.#deleted()) this.#restore();
    const points = byRun(this.#points(record, snapshot));
    const wallTime = Date.now() / 1000;
    // A file that fails must not keep the record from the others.
    inTurn(points, ([run, values]) => this.#file(run).write(record.epoch, wallTime, values));
  }

  /** Also draws the last geometry, if it has not been drawn, and ends the row of the HPARAMS tab. */
  close(): void {
    try {
      if (!this.#drawn && !this.#deleted()) this.#drawLatest();
      if (this.#run && this.#introduced !== undefined && !this.#deleted()) this.#end(this.#introduced);
    } finally {
      inTurn(this.#files.values(), file => file.close());
    }
  }

  #end(epoch: number): void {
    const wallTime = Date.now() / 1000;
    this.#file('measured').write(epoch, wallTime, [sessionEnd(wallTime)]);
  }

  #drawLatest(): void {
    this.#drawn = true;
    if (!this.#latest) return;
    const images = gramImages(this.#latest, this.#run?.classNames);
    if (images.length > 0) this.#file('measured').write(this.#latest.epoch, Date.now() / 1000, images);
  }

  #points(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): RunPoints[] {
    const fresh = snapshot !== this.#latest ? snapshot : undefined;
    if (fresh) {
      this.#latest = fresh;
      this.#drawn = this.#schedule.next();
    }
    return [
      { run: 'measured', values: this.#introduction(record.epoch) },
      ...scalarPoints(record),
      { run: 'measured', values: [...this.#changedTexts(record), ...normHistograms(record.norms)] },
      { run: 'measured', values: fresh && this.#drawn ? gramImages(fresh, this.#run?.classNames) : [] },
      { run: 'predicted', values: fresh ? predictedHistograms(fresh, record.measured.classes) : [] },
    ];
  }

  /** Once per file: what was chosen, and which charts there are. */
  #introduction(epoch: number): SummaryValue[] {
    const isFirst = this.#introduced === undefined;
    this.#introduced = epoch;
    return isFirst ? [...(this.#run ? [sessionStart(this.#run)] : []), layout()] : [];
  }

  #changedTexts(record: NeuralCollapseRecord): SummaryValue[] {
    const texts: Texts = {
      ...(this.#run && { run: runText(this.#run) }),
      verdict: verdictText(record),
      theory: theoryText(record),
      outliers: outliersText(record, this.#run?.classNames),
    };
    const changed = Object.entries(texts).filter(([tag, markdown]) => this.#texts[tag] !== markdown);
    this.#texts = texts;
    return changed.map(([tag, markdown]) => text(tag, markdown));
  }

  #file(run: string): EventFile {
    const file =
      this.#files.get(run) ?? new EventFile(join(this.folder, run), this.#run?.resumed?.at(-1)?.epoch);
    this.#files.set(run, file);
    return file;
  }

  #deleted(): boolean {
    return [...this.#files.values()].some(file => file.deleted);
  }

  /** The folder was deleted: later records go to new files, which begin with the texts. */
  #restore(): void {
    warn(`${this.name} were deleted; they are made again, without the earlier records`);
    this.#texts = {};
    this.#introduced = undefined;
    this.#latest = undefined;
    this.#schedule = new DrawingSchedule();
  }
}

/** What goes to each file: one append, so that a record is in it or not. */
function byRun(points: readonly RunPoints[]): Map<string, SummaryValue[]> {
  const runs = new Map<string, SummaryValue[]>();
  for (const { run, values } of points) {
    if (values.length > 0) runs.set(run, [...(runs.get(run) ?? []), ...values]);
  }
  return runs;
}

/** Does it for all, then throws the first error there was. */
function inTurn<T>(all: Iterable<T>, act: (each: T) => void): void {
  const errors: unknown[] = [];
  for (const each of all) {
    try {
      act(each);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** So many of the first are drawn. */
const FIRST = 20;

/** Then each that comes so much later than the last one drawn. */
const LATER = 1.1;

/**
 * Which of a run's pictures to draw, so that their time and bytes stay bounded: the first 20, then rarer and rarer; 52 of
 * 500, 76 of 5000. TensorBoard itself keeps 10 of them by default.
 */
export class DrawingSchedule {
  #seen = 0;
  #last = 0;

  /** Counts one more, and says whether to draw it. */
  next(): boolean {
    const number = this.#seen++;
    const due = number < FIRST || number >= this.#last * LATER;
    if (due) this.#last = number;
    return due;
  }
}
