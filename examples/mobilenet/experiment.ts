import * as tf from '@tensorflow/tfjs-core';
import type { MobileNet } from '@tensorflow-models/mobilenet';
import type { LabeledImages } from 'tfjs-neural-collapse/datasets';
import { UsageError } from '../commandLine.js';
import { color, embed } from './embed.js';
import { type EmbeddedImages, embeddedImages } from './embeddedImages.js';
import type { MobileNetOptions } from './options.js';
import { standardization } from './standardize.js';
import { trainHead } from './trainHead.js';
import { type FewShotResult, fewShotByPair, type Geometry, geometryOf } from './transfer.js';

/** One feature space: how far it has collapsed, and what a few images of each class are worth in it. */
export interface SpaceResult {
  readonly train: Omit<Geometry, 'summary'>;
  readonly test: Omit<Geometry, 'summary'>;
  readonly fewShot: FewShotResult;
}

export interface TransferResult {
  readonly embedding: SpaceResult;
  readonly headInput: SpaceResult;
  /** Per epoch of the head, on the training images and on the others */
  readonly head: readonly HeadEpoch[];
  readonly runFolder: string | undefined;
}

/** What one epoch of the head's training did. */
export interface HeadEpoch {
  readonly epoch: number;
  readonly trainAccuracy: number | undefined;
  readonly testAccuracy: number | undefined;
  readonly nc1: number | undefined;
  readonly cdnv: number | undefined;
  readonly testCdnv: number | undefined;
}

export interface TransferRun
  extends Pick<
    MobileNetOptions,
    'inferBatch' | 'hidden' | 'epochs' | 'batchSize' | 'shots' | 'tasks' | 'seed'
  > {
  readonly logdir: string | null;
  readonly verbose: 0 | 1;
  readonly info?: Readonly<Record<string, unknown>>;
  /** Told how many of how many images are embedded */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Images per class that a few-shot task decides, as in the literature; fewer if there are not enough. */
const QUERIES = 15;

/** Embeds the images, trains a head on the embedding, and compares few-shot accuracy with CDNV before and after. */
export async function transfer(
  mobilenet: Pick<MobileNet, 'infer'>,
  train: LabeledImages,
  test: LabeledImages,
  run: TransferRun,
): Promise<TransferResult> {
  const tasks = { ...run, queries: queriesOf(test, run.shots) };
  const spaces: EmbeddedImages[] = [];
  try {
    spaces.push(...(await embedBoth(mobilenet, train, test, run)));
    const [trained, tested] = spaces as [EmbeddedImages, EmbeddedImages];
    const embedding = await spaceResult(trained, tested, tasks);
    const head = await trainHead(trained, tested, { ...run, classNames: train.classNames });
    try {
      for (const space of [trained, tested]) {
        spaces.push({ ...space, features: head.features(space.features), labels: tf.clone(space.labels) });
      }
      const headInput = await spaceResult(spaces[2]!, spaces[3]!, tasks);
      return { embedding, headInput, head: head.records.map(headEpoch), runFolder: head.runFolder };
    } finally {
      head.dispose();
    }
  } finally {
    tf.dispose(spaces.map(({ features, labels }) => [features, labels]));
  }
}

function queriesOf(test: LabeledImages, shots: readonly number[]): number {
  const counts = new Array<number>(test.numClasses).fill(0);
  for (const label of test.labels) counts[label]! += 1;
  const queries = Math.min(QUERIES, Math.min(...counts) - Math.max(...shots));
  if (queries >= 1) return queries;
  throw new UsageError(
    `--shots must be fewer than the test images of each class, received ${Math.max(...shots)} for ${Math.min(...counts)}`,
  );
}

async function embedBoth(
  mobilenet: Pick<MobileNet, 'infer'>,
  train: LabeledImages,
  test: LabeledImages,
  { inferBatch: batchSize, onProgress }: TransferRun,
): Promise<EmbeddedImages[]> {
  const total = train.labels.length + test.labels.length;
  const embedOne = (images: LabeledImages, before: number) =>
    embed(mobilenet, color(images), {
      batchSize,
      onProgress: done => onProgress?.(before + done, total),
    });
  const raw: tf.Tensor2D[] = [];
  try {
    raw.push(await embedOne(train, 0));
    raw.push(await embedOne(test, train.labels.length));
    const standard = standardization(raw[0]!);
    const both = [train, test].map((images, i) => embeddedImages(standard.apply(raw[i]!), images));
    standard.dispose();
    return both;
  } finally {
    tf.dispose(raw);
  }
}

async function spaceResult(
  train: EmbeddedImages,
  test: EmbeddedImages,
  run: Parameters<typeof fewShotByPair>[2],
): Promise<SpaceResult> {
  const { summary: ofTrain, ...onTrain } = await geometryOf(train);
  const { summary: ofTest, ...onTest } = await geometryOf(test);
  const fewShot = await fewShotByPair(test, { train: ofTrain, test: ofTest }, run);
  return { train: onTrain, test: onTest, fewShot };
}

type HeadRecord = Awaited<ReturnType<typeof trainHead>>['records'][number];

function headEpoch({ epoch, metrics, validation }: HeadRecord): HeadEpoch {
  const unseen = validation && 'metrics' in validation ? validation.metrics : {};
  return {
    epoch,
    trainAccuracy: metrics['train.accuracy'],
    testAccuracy: unseen['train.accuracy'],
    nc1: metrics['nc1.pinv'],
    cdnv: metrics['nc1.cdnv'],
    testCdnv: unseen['nc1.cdnv'],
  };
}
