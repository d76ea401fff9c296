import type { ConformanceReport } from './conformanceReport.js';
import type { WorstError } from './measureErrors.js';

/** The columns of errors: metrics by the beginning of their id. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  NC1: /^nc1/,
  NC2: /^nc2/,
  'NC3, NC4, NC5': /^nc[345]/,
  GNC: /^gnc/,
  'theory, balance': /^(theory|loss|logits|bias|balance|mse)|\.theory$/,
  'rank, train': /^(rank|train)/,
};

/** Markdown: the worst relative error of each group of metrics, and what else was found, by backend. */
export function conformanceTable(reports: readonly ConformanceReport[]): string {
  const header = [
    'backend',
    ...Object.keys(GROUPS),
    'tensors left',
    'device bytes left',
    'metrics',
    'training',
  ];
  const rows = reports.map(report => [
    report.name,
    ...Object.values(GROUPS).map(group => worst(report, group)),
    String(report.tensors.after - report.tensors.before),
    report.deviceBytes ? String(report.deviceBytes.after - report.deviceBytes.before) : '-',
    `${report.seconds.metrics.toFixed(1)} s`,
    `${report.seconds.training.toFixed(1)} s`,
  ]);
  const lines = [header, header.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`);
  const devices = reports.map(({ name, device }) => `- ${name}: ${device}`);
  return `Worst relative error against float64:\n\n${lines.join('\n')}\n\n${devices.join('\n')}\n\n${lackingKernels(reports)}`;
}

function worst({ errors }: ConformanceReport, group: RegExp): string {
  const found = Object.entries(errors).filter(([id]) => group.test(id)) as Array<[string, WorstError]>;
  const all = found.map(([, { error }]) => error);
  return all.some(Number.isNaN) ? 'NaN' : Math.max(...all).toExponential(0);
}

/** Kernels that measurements and the training use on some backend, and another one does not have. */
function lackingKernels(reports: readonly ConformanceReport[]): string {
  const used = [...new Set(reports.flatMap(report => report.used))].sort();
  const lines = reports.map(({ name, kernels }) => {
    const lacking = used.filter(kernel => !kernels.includes(kernel));
    return `- ${name}: ${lacking.length === 0 ? 'none' : lacking.join(', ')}`;
  });
  return `Kernels lacking, of the ${used.length} that are used on one of these backends:\n\n${lines.join('\n')}`;
}
