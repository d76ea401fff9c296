import { metricIds, metrics } from 'tfjs-neural-collapse';
import type { NeuralCollapseRecord } from 'tfjs-neural-collapse/callbacks';

/** Every metric at the first measured epoch, at the start of the terminal phase and at the last epoch. */
export function summaryTable(records: readonly NeuralCollapseRecord[]): string {
  const first = records[0]!;
  const last = records.at(-1)!;
  const start = records.find(({ epoch }) => epoch === last.terminalPhase.startEpoch);
  const columns: readonly (readonly [string, NeuralCollapseRecord | undefined])[] = [
    [`epoch ${first.epoch}`, first],
    [start ? `terminal phase, ${start.epoch}` : 'no terminal phase', start],
    [`epoch ${last.epoch}`, last],
  ];
  const header = row(
    'metric',
    columns.map(([title]) => title),
    'at collapse',
  );
  const rows = metricIds.map(id =>
    row(
      id,
      columns.map(([, record]) => numberText(record?.metrics[id])),
      metrics[id].collapse,
    ),
  );
  return [header, ...rows, '', ...absences(last), phaseText(last)].join('\n');
}

function row(name: string, values: readonly string[], collapse: string): string {
  return [name.padEnd(16), ...values.map(value => value.padStart(20)), `  ${collapse}`].join('');
}

function numberText(value: number | undefined): string {
  if (value === undefined) return '-';
  return value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential(3) : value.toPrecision(4);
}

function absences({ absent }: NeuralCollapseRecord): string[] {
  return Object.entries(absent).map(([id, reason]) => `${id}: not computed, ${reason}`);
}

function phaseText({ terminalPhase, measured }: NeuralCollapseRecord): string {
  const { startEpoch, epochsSince, decayRate, absent } = terminalPhase;
  if (startEpoch === undefined) return `No terminal phase yet: ${absent.startEpoch}.`;
  const rate = decayRate['nc1.pinv'];
  const decay =
    rate === undefined ? '' : `; in it, nc1.pinv decays by a factor ${Math.exp(-rate).toFixed(3)} per epoch`;
  return `Terminal phase since epoch ${startEpoch} (${epochsSince} epochs, no errors on ${measured.samples} images)${decay}.`;
}
