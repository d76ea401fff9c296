import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';
import type { Sink } from './sink.js';

/**
 * Sends records to every sink. What a sink throws is reported once per sink and goes no further: a full disk must
 * neither stop a training run nor keep the record from the other sinks. A failed sink gets the next record again.
 */
export class SinkGroup {
  readonly #reported = new Set<Sink>();

  constructor(
    private readonly sinks: readonly Sink[],
    private readonly report: (message: string) => void = console.warn,
  ) {}

  open(run: RunInfo): Promise<void> {
    return this.#each(sink => sink.open?.(run));
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): Promise<void> {
    return this.#each(sink => sink.write(record, snapshot));
  }

  close(): Promise<void> {
    return this.#each(sink => sink.close?.());
  }

  async #each(act: (sink: Sink) => void | Promise<void>): Promise<void> {
    for (const sink of this.sinks) {
      try {
        await act(sink);
      } catch (error) {
        this.#failed(sink, error);
      }
    }
  }

  #failed(sink: Sink, error: unknown): void {
    if (this.#reported.has(sink)) return;
    this.#reported.add(sink);
    const reason = error instanceof Error ? error.message : String(error);
    this.report(`NeuralCollapse: ${sink.name} failed, training goes on (reported once): ${reason}`);
  }
}
