import protobuf from 'protobufjs/light.js';
import type { Event } from '../../run/tensorboard/event.js';

/** The same fields once more, as the library's own reflection takes them: its decoder shares nothing with our encoder. */
const nested = {
  Event: {
    fields: {
      wallTime: { type: 'double', id: 1 },
      step: { type: 'int64', id: 2 },
      fileVersion: { type: 'string', id: 3 },
      summary: { type: 'Summary', id: 5 },
      sessionLog: { type: 'SessionLog', id: 7 },
      sourceMetadata: { type: 'SourceMetadata', id: 10 },
    },
  },
  SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  SourceMetadata: { fields: { writer: { type: 'string', id: 1 } } },
  Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
  Value: {
    oneofs: { value: { oneof: ['simpleValue', 'image', 'histo', 'tensor'] } },
    fields: {
      tag: { type: 'string', id: 1 },
      simpleValue: { type: 'float', id: 2 },
      image: { type: 'Image', id: 4 },
      histo: { type: 'HistogramProto', id: 5 },
      tensor: { type: 'TensorProto', id: 8 },
      metadata: { type: 'SummaryMetadata', id: 9 },
    },
  },
  SummaryMetadata: {
    fields: {
      pluginData: { type: 'PluginData', id: 1 },
      summaryDescription: { type: 'string', id: 3 },
      dataClass: { type: 'int32', id: 4 },
    },
  },
  PluginData: { fields: { pluginName: { type: 'string', id: 1 } } },
  Image: {
    fields: {
      height: { type: 'int32', id: 1 },
      width: { type: 'int32', id: 2 },
      colorspace: { type: 'int32', id: 3 },
      encodedImageString: { type: 'bytes', id: 4 },
    },
  },
  HistogramProto: {
    fields: {
      min: { type: 'double', id: 1 },
      max: { type: 'double', id: 2 },
      num: { type: 'double', id: 3 },
      sum: { type: 'double', id: 4 },
      sumSquares: { type: 'double', id: 5 },
      bucketLimit: { rule: 'repeated', type: 'double', id: 6, options: { packed: true } },
      bucket: { rule: 'repeated', type: 'double', id: 7, options: { packed: true } },
    },
  },
  TensorProto: {
    fields: {
      dtype: { type: 'int32', id: 1 },
      tensorShape: { type: 'TensorShapeProto', id: 2 },
      stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
    },
  },
  TensorShapeProto: { fields: {} },
};

const type = protobuf.Root.fromJSON({ nested }).lookupType('Event');

/** An event that was read back. */
export function decodeEvent(bytes: Uint8Array): Event {
  return type.toObject(type.decode(bytes), { longs: Number }) as Event;
}
