import { describe, expect, it } from 'vitest';
import { type Event, encodeEvent, type SummaryValue } from '../../../run/tensorboard/event.js';
import { scalar, text } from '../../../run/tensorboard/summaryValues.js';
import { decodeEvent } from '../../helpers/decodeEvent.js';
import { golden, hex } from './golden.js';

const described = scalar('a/ü', -0.1, '*is*');
const zero: SummaryValue = { tag: 'a', simpleValue: 0 };

/** The values of golden.py. */
const values: Record<string, SummaryValue> = {
  scalar: described,
  zero,
  histogram: {
    tag: 'h',
    histo: {
      min: -1.5,
      max: 4,
      num: 3,
      sum: 2.5,
      sumSquares: 18.25,
      bucketLimit: [-1.25, 1e300, 4],
      bucket: [1, 0, 2],
    },
    metadata: { pluginData: { pluginName: 'histograms' }, dataClass: 2 },
  },
  image: {
    tag: 'i',
    image: {
      height: 300,
      width: 7,
      colorspace: 3,
      encodedImageString: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]),
    },
    metadata: { pluginData: { pluginName: 'images' }, dataClass: 3 },
  },
  text: text('t', 'λ | <b>'),
};

const events: Record<string, Event> = {
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { wallTime: 1234567890.125, step: 2 ** 40, summary: { value: [value] } },
    ]),
  ),
  version: { wallTime: 1.5, fileVersion: 'brain.Event:2', sourceMetadata: { writer: 'me' } },
  two: { wallTime: 1.5, step: 3, summary: { value: [described, zero] } },
};

describe('encodeEvent', () => {
  it.each(Object.entries(golden.events))(
    'writes the bytes that TensorBoard’s protobuf writes: %s',
    (name, bytes) => {
      expect(hex(encodeEvent(events[name]!))).toBe(bytes);
    },
  );

  it('keeps what a curve of a diverged training is: not a number, or infinite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bytes = encodeEvent({ wallTime: 1, step: 1, summary: { value: [scalar('loss', value)] } });
      expect(decodeEvent(bytes).summary!.value[0]!.simpleValue).toBe(value);
    }
  });
});

describe('decodeEvent', () => {
  it.each(Object.entries(golden.events))('reads what TensorBoard’s protobuf writes: %s', (name, bytes) => {
    expect(hex(encodeEvent(decodeEvent(Buffer.from(bytes, 'hex'))))).toBe(bytes);
    expect(decodeEvent(Buffer.from(bytes, 'hex')).wallTime).toBe(events[name]!.wallTime);
  });
});
