import { enterBackend } from './backends.js';
import { disposeCase, type FeatureShape, featureCase } from './featureCase.js';
import { markdownTable } from './markdownTable.js';
import { timeMetrics } from './metricsTimer.js';

/** Runs per point; the least counts, since other work on the machine only adds. */
const ROUNDS = 7;

/** One size over two decades, the others fixed. */
interface Axis {
  readonly name: 'N' | 'd' | 'K';
  readonly fixed: string;
  readonly values: readonly number[];
  readonly shape: (value: number) => FeatureShape;
}

const AXES: readonly Axis[] = [
  {
    name: 'N',
    fixed: 'd=128, K=10',
    values: [2000, 6320, 20_000, 63_200, 200_000],
    shape: samples => ({ samples, dim: 128, classes: 10 }),
  },
  {
    name: 'd',
    fixed: 'N=10000, K=10',
    values: [40, 126, 400, 1260, 4000],
    shape: dim => ({ samples: 10_000, dim, classes: 10 }),
  },
  {
    name: 'K',
    fixed: 'N=20000, d=256',
    values: [10, 32, 100, 320, 1000],
    shape: classes => ({ samples: 20_000, dim: 256, classes }),
  },
];

type Points = readonly (readonly [size: number, ms: number])[];

/** How the time from features on the device to metrics grows. */
export async function benchGrowth(): Promise<string | null> {
  const backend = (await enterBackend('tfjs-node')) ?? (await enterBackend('wasm'));
  if (backend === null) return null;
  // Compiles the code before anything counts.
  await timeAxis(AXES[0]!, [2000]);
  const found: { axis: Axis; points: Points }[] = [];
  for (const axis of AXES) found.push({ axis, points: await timeAxis(axis, axis.values) });
  return report(backend.name, found);
}

/** Round by round over all points, so that a slow moment does not fall on one of them. */
async function timeAxis({ shape }: Axis, values: readonly number[]): Promise<Points> {
  const cases = values.map(value => featureCase(shape(value)));
  const times = values.map(() => Number.POSITIVE_INFINITY);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, given] of cases.entries()) {
        times[i] = Math.min(times[i]!, (await timeMetrics(given)).timing.total);
      }
    }
  } finally {
    cases.forEach(disposeCase);
  }
  return values.map((value, i) => [value, times[i]!] as const);
}

function report(backend: string, found: readonly { axis: Axis; points: Points }[]): string {
  const header = ['size', 'others', 'milliseconds', 'exponent', 'exponent of the last decade'];
  const rows = found.map(({ axis, points }) => {
    const { exponent, standardError } = fitPowerLaw(points);
    const last = fitPowerLaw(points.filter(([size]) => size >= points.at(-1)![0] / 10.5));
    return [
      `${axis.name} = ${points[0]![0]}..${points.at(-1)![0]}`,
      axis.fixed,
      points.map(([, ms]) => ms.toFixed(ms < 10 ? 1 : 0)).join(', '),
      `${exponent.toFixed(2)} ± ${standardError.toFixed(2)}`,
      last.exponent.toFixed(2),
    ];
  });
  return (
    `From features on the device to metrics, ${backend}; the least of ${ROUNDS} runs per point, five points over two ` +
    'decades, exponents of a least-squares fit of logarithms with its standard error.\n\n' +
    markdownTable(header, rows)
  );
}

/** y ≈ c xᵉ, fitted to logarithms by least squares. */
export interface PowerLaw {
  readonly exponent: number;
  /** Standard error of the exponent; 0 for two points */
  readonly standardError: number;
}

/** @param points [x, y], all positive, at least two different x */
export function fitPowerLaw(points: readonly (readonly [x: number, y: number])[]): PowerLaw {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const n = logs.length;
  const mean = (j: 0 | 1) => logs.reduce((sum, point) => sum + point[j], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  const sxx = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / sxx;
  const rest = logs.reduce((sum, [x, y]) => sum + (y - my - exponent * (x - mx)) ** 2, 0);
  return { exponent, standardError: n > 2 ? Math.sqrt(rest / (n - 2) / sxx) : 0 };
}
