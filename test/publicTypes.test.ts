import type * as tf from '@tensorflow/tfjs-core';
import { describe, expectTypeOf, it } from 'vitest';
import type { BackendChoice, BackendRequest, useBackend } from '../backends/index.js';
import type { BrowserOptions, NeuralCollapse as OfBrowser } from '../callbacks/browser/index.js';
import type {
  MeasuredData,
  NeuralCollapse,
  NeuralCollapseOptions,
  NeuralCollapseRecord,
  Sink,
  TensorBoardSink,
  TerminalSink,
} from '../callbacks/index.js';
import type { AllOptions } from '../callbacks/options.js';
import type { OPTIONS } from '../callbacks/optionTable.js';
import type { LabeledImages, mnist, toTensors } from '../datasets/index.js';
import type {
  ClassStatistics,
  ClassSummary,
  Matrix,
  MetricId,
  SummarizeInput,
  summarizeFeatures,
} from '../src/index.js';

// `npm run typecheck` compiles these; nothing happens when they run.
describe('options', () => {
  const data = {} as MeasuredData;
  type Made = ConstructorParameters<typeof NeuralCollapse>;

  it('need data, unless the training itself is measured', () => {
    expectTypeOf<Made>().toEqualTypeOf<[options: NeuralCollapseOptions]>();
    expectTypeOf({}).not.toExtend<NeuralCollapseOptions>();
    expectTypeOf({ source: 'evaluation' as const }).not.toExtend<NeuralCollapseOptions>();
    expectTypeOf({ data }).toExtend<NeuralCollapseOptions>();
    expectTypeOf({ source: 'training' as const }).toExtend<NeuralCollapseOptions>();
    expectTypeOf({ source: 'training' as const, data }).toExtend<NeuralCollapseOptions>();
  });

  it('of an evaluation are none of the training', () => {
    expectTypeOf({ data, layers: ['a'], samplesPerClass: 3 }).toExtend<NeuralCollapseOptions>();
    expectTypeOf({ source: 'training' as const, layers: ['a'] }).not.toExtend<NeuralCollapseOptions>();
    expectTypeOf({ source: 'training' as const, samplesPerClass: 3 }).not.toExtend<NeuralCollapseOptions>();
  });

  it('of a run folder are none in a browser', () => {
    type Name = keyof BrowserOptions;
    type FolderName = 'logdir' | 'live' | 'report' | 'tensorBoard' | 'resume';
    expectTypeOf<Exclude<keyof NeuralCollapseOptions, Name>>().toEqualTypeOf<FolderName>();
    expectTypeOf<{ data: MeasuredData }>().toExtend<BrowserOptions>();
    expectTypeOf<ConstructorParameters<typeof OfBrowser>>().toEqualTypeOf<[options: BrowserOptions]>();
    expectTypeOf<'runFolder'>().not.toExtend<keyof OfBrowser>();
    expectTypeOf<NeuralCollapse['runFolder']>().toEqualTypeOf<string | undefined>();
  });

  it('are all in the table', () => {
    expectTypeOf<keyof typeof OPTIONS>().toEqualTypeOf<keyof AllOptions>();
    expectTypeOf<keyof NeuralCollapseOptions>().toEqualTypeOf<keyof AllOptions>();
  });
});

describe('records and sinks', () => {
  it('have metrics by id, and numbers only', () => {
    expectTypeOf<NeuralCollapse['records']>().toEqualTypeOf<NeuralCollapseRecord[]>();
    expectTypeOf<NeuralCollapseRecord['metrics']>().toExtend<Partial<Record<MetricId, number>>>();
    expectTypeOf<'nc1.pinv'>().toExtend<MetricId>();
    expectTypeOf<'nc1'>().not.toExtend<MetricId>();
  });

  it('are sinks, ours and an object with write', () => {
    expectTypeOf<TensorBoardSink>().toExtend<Sink>();
    expectTypeOf<TerminalSink>().toExtend<Sink>();
    expectTypeOf<{ name: string; write(record: NeuralCollapseRecord): void }>().toExtend<Sink>();
    expectTypeOf<{ name: string }>().not.toExtend<Sink>();
  });
});

describe('statistics', () => {
  it('take what a caller has, and no instrument of ours', () => {
    type Name = 'features' | 'labels' | 'classes' | 'predictedLabels' | 'limits';
    expectTypeOf<keyof SummarizeInput>().toEqualTypeOf<Name>();
    expectTypeOf<Parameters<typeof summarizeFeatures>>().toEqualTypeOf<[input: SummarizeInput]>();
    expectTypeOf<ClassStatistics['summary']>().returns.resolves.toEqualTypeOf<ClassSummary>();
    expectTypeOf<ClassSummary['means']>().toEqualTypeOf<Matrix>();
  });
});

describe('data sets and backends', () => {
  it('load as images, which become tensors', () => {
    expectTypeOf<ReturnType<typeof mnist>>().resolves.toEqualTypeOf<LabeledImages>();
    expectTypeOf<ReturnType<typeof toTensors>['ys']>().toExtend<tf.Tensor>();
    expectTypeOf<{ xs: tf.Tensor; ys: tf.Tensor }>().toExtend<MeasuredData>();
  });

  it('are asked for by name', () => {
    expectTypeOf<Parameters<typeof useBackend>[0]>().toEqualTypeOf<BackendRequest | undefined>();
    expectTypeOf<ReturnType<typeof useBackend>>().resolves.toEqualTypeOf<BackendChoice>();
    expectTypeOf<'tensorflow'>().not.toExtend<BackendRequest>();
  });
});
