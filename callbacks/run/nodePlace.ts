import type { ResolvedOptions } from '../options.js';
import { LiveSink } from '../sinks/liveSink.js';
import { ReportSink } from '../sinks/reportSink.js';
import { RunFolderSink } from '../sinks/runFolderSink.js';
import type { Sink } from '../sinks/sink.js';
import { TensorBoardSink } from '../sinks/tensorBoardSink.js';
import { commonSinks } from './commonSinks.js';
import { nodeHost } from './nodeHost.js';
import { createRunFolder } from './runFolder.js';
import type { RunPlace } from './runLog.js';

/** Makes the run folder. One that cannot be made is reported; the training goes on. */
export function nodePlace(options: ResolvedOptions): RunPlace {
  const folder = runFolderOf(options);
  return {
    run: folder?.name ?? options.name,
    folder: folder?.path,
    sinks: [...(folder === undefined ? [] : folderSinks(options, folder.path)), ...commonSinks(options)],
    host: nodeHost(),
  };
}

function runFolderOf({ logdir, logger, name }: ResolvedOptions): { name: string; path: string } | undefined {
  if (logdir === null || logger) return undefined;
  try {
    return createRunFolder(logdir, name);
  } catch (error) {
    const reason = (error as Error).message;
    console.warn(`NeuralCollapse: the run folder cannot be made, records stay in memory: ${reason}`);
    return undefined;
  }
}

/** The records first: the others read them, or can be made from them again. */
function folderSinks({ tensorBoard, report, live }: ResolvedOptions, folder: string): Sink[] {
  return [
    new RunFolderSink(folder),
    ...(tensorBoard ? [new TensorBoardSink(folder)] : []),
    ...(report ? [new ReportSink(folder)] : []),
    ...(live === false ? [] : [new LiveSink(folder, live === true ? {} : live)]),
  ];
}
