import { describe, expect, it } from 'vitest';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

const id = 'nc2.of';

describe(id, () => {
  it('has the value computed by hand: the Gram of a square has norm √8 and trace 4', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 - 2 * (4 / Math.sqrt(8) / 2)), 1e-12);
  });

  it('is zero for an orthogonal frame of any length and orientation', async () => {
    const frame = orthogonalFrame(5, 8, 3).map(row => row.map(x => 40 * x));
    expect(await metricOf(id, collapsed(frame))).toBeLessThan(ROUNDING);
  });

  it('is √(2 − 2√((K−1)/K)) for a simplex ETF', async () => {
    // ‖I − 11ᵀ/K‖ = √(K−1), inner product K−1 with I, of norm √K.
    expectRelative(
      await metricOf(id, collapsed(simplexEtf(5, 8))),
      Math.sqrt(2 - 2 * Math.sqrt(4 / 5)),
      1e-5,
    );
  });

  it('is not centered: equal means are as far from the frame as it gets', async () => {
    const equal = collapsed([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expectRelative(await metricOf(id, equal), Math.sqrt(2 - 2 / Math.sqrt(3)), 1e-12);
  });

  it('is absent where all class means are zero', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBe('all class means are zero');
  });
});
