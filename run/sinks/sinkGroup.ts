import { warnLine } from '../../src/base/console.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';
import { Outlet, type OutletOptions } from './outlet.js';
import type { Sink } from './sink.js';

/** Milliseconds that a sink may take for a call, unless the option `sinkTimeout` says something else. */
export const SINK_TIMEOUT = 10_000;

/**
 * Sends records to every sink. What a sink throws is reported once per sink and goes no further: a full disk must
 * neither stop a training run nor keep the record from the other sinks. A failed sink gets the next record again; one
 * that hangs is not waited for, see {@link Outlet}.
 */
export class SinkGroup {
  readonly #outlets: readonly Outlet[];

  constructor(
    sinks: readonly Sink[],
    { timeout = SINK_TIMEOUT, report = warnLine }: Partial<OutletOptions> = {},
  ) {
    this.#outlets = sinks.map(sink => new Outlet(sink, { timeout, report }));
  }

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): Promise<void> {
    return this.#each(outlet => outlet.give(sink => sink.open?.(run, earlier)));
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): Promise<void> {
    return this.#each(outlet => outlet.give(sink => sink.write(record, snapshot)));
  }

  fail(failure: MeasurementFailure): Promise<void> {
    return this.#each(outlet => outlet.give(sink => sink.fail?.(failure)));
  }

  close(): Promise<void> {
    return this.#each(outlet => outlet.finish(sink => sink.close?.()));
  }

  /** One after the other: some read what others have written. */
  async #each(act: (outlet: Outlet) => Promise<void>): Promise<void> {
    for (const outlet of this.#outlets) await act(outlet);
  }
}
