import { LiveSink } from '../report/live/liveSink.js';
import { ReportSink } from '../report/reportSink.js';
import { RunFolderSink } from '../run/sinks/runFolderSink.js';
import type { Sink } from '../run/sinks/sink.js';
import { TensorBoardSink } from '../run/tensorboard/tensorBoardSink.js';
import type { EndCause } from '../run/write/processEnding.js';
import type { ResumedRun } from '../run/write/resumeRun.js';
import { warn } from '../src/base/console.js';
import type { ResolvedOptions } from './options.js';

/** The sinks of a run folder, and what ends them at once. */
interface NodeSinks {
  readonly sinks: readonly Sink[];
  readonly end: (by: EndCause) => void;
}

/** The records come first: the other sinks read them, or can be made from them again. */
export function nodeSinks(
  { tensorBoard, report, live }: ResolvedOptions,
  { folder, lock, failures }: Pick<ResumedRun, 'folder' | 'lock' | 'failures'>,
): NodeSinks {
  const runFolder = new RunFolderSink(folder, lock);
  const isOthers = () => runFolder.isOthers;
  const events = tensorBoard ? new TensorBoardSink(folder) : undefined;
  const page = report ? new ReportSink(folder, { failures, isOthers }) : undefined;
  const sinks = [
    runFolder,
    ...(events ? [unless(isOthers, events)] : []),
    ...(page ? [page] : []),
    ...(live === false ? [] : [new LiveSink(folder, live === true ? {} : live)]),
  ];
  const end = (by: EndCause) => {
    const stopped = by === undefined ? undefined : { time: new Date().toISOString(), by };
    attempt(() => (stopped ? runFolder.stop(stopped) : runFolder.close()));
    attempt(() => isOthers() || events?.close());
    attempt(() => page?.close(stopped));
  };
  return { sinks, end };
}

/** The process ends: nothing can be done about an error but to report it. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    warn(`not everything was written when the process ended: ${(error as Error).message}`);
  }
}

/** A sink that writes nothing while the folder belongs to another run. */
function unless(isOthers: () => boolean, sink: Sink): Sink {
  return {
    name: sink.name,
    open: (run, earlier) => sink.open?.(run, isOthers() ? [] : earlier),
    write: (record, snapshot) => {
      if (isOthers()) throw new Error('the folder is that of another run');
      return sink.write(record, snapshot);
    },
    close: () => sink.close?.(),
  };
}
