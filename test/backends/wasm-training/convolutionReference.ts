/**
 * Convolution and both of its gradients in float64, from the definition alone: `y += x * w` over every triple of an
 * input, a filter entry and the output they meet in. Shapes as in TensorFlow (NHWC, HWIO).
 */
export interface ReferenceConvolution {
  input: [batch: number, height: number, width: number, channels: number];
  /** [height, width, in channels, out channels], or [height, width, channels, multiplier] if depthwise. */
  filter: [number, number, number, number];
  strides: [number, number];
  pad: 'same' | 'valid' | [[number, number], [number, number]];
  dilations?: [number, number];
  depthwise?: boolean;
}

export interface ReferenceGradients {
  outShape: [number, number, number, number];
  y: Float64Array;
  dx: Float64Array;
  dw: Float64Array;
}

/** Output size and padding in front, as TensorFlow documents them. */
export function axisGeometry(
  size: number,
  reach: number,
  stride: number,
  pad: 'same' | 'valid' | [number, number],
): { out: number; before: number } {
  if (pad === 'valid') return { out: Math.ceil((size - reach + 1) / stride), before: 0 };
  if (pad === 'same') {
    const out = Math.ceil(size / stride);
    return { out, before: Math.floor(Math.max((out - 1) * stride + reach - size, 0) / 2) };
  }
  return { out: Math.floor((size + pad[0] + pad[1] - reach) / stride) + 1, before: pad[0] };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

export function referenceOutShape(c: ReferenceConvolution): [number, number, number, number] {
  const [dilateHeight, dilateWidth] = c.dilations ?? [1, 1];
  const pads = typeof c.pad === 'string' ? [c.pad, c.pad] : c.pad;
  const rows = axisGeometry(
    c.input[1],
    (c.filter[0] - 1) * dilateHeight + 1,
    c.strides[0],
    pads[0] as 'same',
  );
  const columns = axisGeometry(
    c.input[2],
    (c.filter[1] - 1) * dilateWidth + 1,
    c.strides[1],
    pads[1] as 'same',
  );
  return [c.input[0], rows.out, columns.out, c.depthwise ? c.filter[2] * c.filter[3] : c.filter[3]];
}

/** The output, and for `dy` the gradients of `sum(y * dy)`. */
export function referenceConvolution(
  c: ReferenceConvolution,
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  dy: ArrayLike<number>,
): ReferenceGradients {
  const outShape = referenceOutShape(c);
  const y = new Float64Array(sizeOf(outShape));
  const dx = new Float64Array(sizeOf(c.input));
  const dw = new Float64Array(sizeOf(c.filter));
  forEachTerm(c, outShape, (xi, wi, yi) => {
    y[yi]! += x[xi]! * w[wi]!;
    dx[xi]! += w[wi]! * dy[yi]!;
    dw[wi]! += x[xi]! * dy[yi]!;
  });
  return { outShape, y, dx, dw };
}

function forEachTerm(
  c: ReferenceConvolution,
  outShape: readonly number[],
  visit: (xi: number, wi: number, yi: number) => void,
): void {
  const [batch, height, width, inChannels] = c.input;
  const [filterHeight, filterWidth, , last] = c.filter;
  const [dilateHeight, dilateWidth] = c.dilations ?? [1, 1];
  const [, outHeight, outWidth, outChannels] = outShape as [number, number, number, number];
  const pads = typeof c.pad === 'string' ? [c.pad, c.pad] : c.pad;
  const { before: top } = axisGeometry(
    height,
    (filterHeight - 1) * dilateHeight + 1,
    c.strides[0],
    pads[0] as 'same',
  );
  const { before: left } = axisGeometry(
    width,
    (filterWidth - 1) * dilateWidth + 1,
    c.strides[1],
    pads[1] as 'same',
  );
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (let a = 0; a < filterHeight; a++)
          for (let b = 0; b < filterWidth; b++) {
            const row = i * c.strides[0] + a * dilateHeight - top;
            const column = j * c.strides[1] + b * dilateWidth - left;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            const pixel = ((n * height + row) * width + column) * inChannels;
            const tap = (a * filterWidth + b) * inChannels;
            const out = ((n * outHeight + i) * outWidth + j) * outChannels;
            for (let k = 0; k < inChannels; k++)
              for (let o = 0; o < last; o++)
                visit(pixel + k, (tap + k) * last + o, out + (c.depthwise ? k * last + o : o));
          }
}
