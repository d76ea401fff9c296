import { outliving } from '../src/base/console.js';

/** Epochs shorter than this show no bar. */
const SHOW_AFTER_MS = 2000;
const WIDTH = 24;

/** The part of a terminal stream that the bar needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A progress bar within long epochs: one line that overwrites itself, on a terminal only. */
export class EpochProgress {
  #started = 0;
  #shown = false;

  constructor(
    private readonly stream: ProgressStream | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  begin(): void {
    this.#started = this.now();
  }

  /** @param batches batches per epoch, where known */
  batch(epoch: number, batch: number, batches?: number): void {
    const elapsed = this.now() - this.#started;
    if (this.stream?.isTTY !== true || elapsed < SHOW_AFTER_MS) return;
    this.#shown = true;
    this.#write(
      `\r\x1b[Kepoch ${epoch}  ${progressText(batch + 1, batches)}  ${Math.round(elapsed / 1000)} s`,
    );
  }

  /** Removes the bar. */
  end(): void {
    if (this.#shown) this.#write('\r\x1b[K');
    this.#shown = false;
  }

  /** A terminal may be closed during the training. */
  #write(text: string): void {
    outliving(this.stream, () => this.stream?.write(text));
  }
}

function progressText(done: number, total?: number): string {
  if (total === undefined) return `${done} batches`;
  const filled = Math.min(WIDTH, Math.floor((WIDTH * done) / total));
  return `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total}`;
}
