import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts, syntheticDigits } from 'tfjs-neural-collapse/datasets';

const SAMPLES = { rings: 600, digits: 500 };
const PIXELS = 16;

/** Images or points on the device, with the class of each: {xs, labels, classNames}. xs is the caller's to dispose. */
export function makeData(settings) {
  return settings.data === 'digits' ? digits(settings) : rings(settings);
}

/** n_k, about as many in all whatever the imbalance. */
function classSizes({ data, classes, imbalance }) {
  const unit = longTailedCounts(1000, imbalance, classes);
  const all = unit.reduce((sum, n) => sum + n, 0);
  return unit.map(n => Math.max(4, Math.round((n / all) * SAMPLES[data])));
}

/** Rings of points, one inside the other: no line separates them, a network does. */
function rings(settings) {
  const labels = classSizes(settings).flatMap((count, k) => Array(count).fill(k));
  const xs = tf.tidy(() => {
    const { seed, classes } = settings;
    const uniform = which => tf.randomUniform([labels.length], 0, 1, 'float32', 10 * seed + which);
    const angle = tf.mul(uniform(1), 2 * Math.PI);
    // Ring k lies between k + 0.575 and k + 0.825 of K.
    const along = tf.add(tf.tensor1d(labels), tf.add(tf.mul(uniform(2), 0.25), 0.575));
    const radius = tf.mul(along, 1.6 / classes);
    return tf.stack([tf.mul(radius, tf.cos(angle)), tf.mul(radius, tf.sin(angle))], 1);
  });
  return { xs, labels, classNames: ringNames(settings.classes) };
}

const ringNames = classes =>
  classes === 2 ? ['inner', 'outer'] : classes === 3 ? ['inner', 'middle', 'outer'] : numbered(classes);
const numbered = classes => Array.from({ length: classes }, (_, k) => `ring ${k + 1}`);

/** Digits 0 to K − 1, drawn by the package. */
function digits(settings) {
  const sizes = classSizes(settings);
  const { images, labels: drawn } = syntheticDigits({
    samples: 10 * Math.max(...sizes),
    size: PIXELS,
    seed: settings.seed,
  });
  const left = [...sizes];
  const chosen = [...drawn.keys()].filter(i => left[drawn[i]]-- > 0);
  const bytes = PIXELS * PIXELS;
  const pixels = Float32Array.from({ length: chosen.length * bytes }, (_, at) => {
    return images[chosen[Math.floor(at / bytes)] * bytes + (at % bytes)] / 255;
  });
  return {
    xs: tf.tensor4d(pixels, [chosen.length, PIXELS, PIXELS, 1]),
    labels: chosen.map(i => drawn[i]),
    classNames: sizes.map((_, k) => String(k)),
  };
}
