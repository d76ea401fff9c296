import { type Finding, SECTIONS, type Section, type Status } from '../../backends/native/checks/finding.js';

/** Emphasis for a terminal, as `styleFor` gives it. */
export type Style = (format: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string) => string;

const TITLES: Record<Section, string> = {
  machine: 'Node and machine',
  packages: 'Packages',
  backends: 'Backends, each tried in a process of its own',
  training: 'Training, as a script of the project would start it',
  gpu: 'GPU',
};

const COLORS: Record<Status, 'dim' | 'green' | 'yellow' | 'red'> = {
  ok: 'green',
  info: 'dim',
  warning: 'yellow',
  problem: 'red',
};

/** As wide as the longest status and two blanks. */
const INDENT = 9;

/** The findings by section, each with its facts and what to do, and a last line that counts. */
export function reportLines(findings: readonly Finding[], style: Style): string[] {
  const sections = SECTIONS.flatMap(section => {
    const own = findings.filter(finding => finding.section === section);
    if (own.length === 0) return [];
    return [style('bold', TITLES[section]), ...own.flatMap(finding => lines(finding, style)), ''];
  });
  return [...sections, summary(findings)];
}

function lines({ status, summary, details, advice }: Finding, style: Style): string[] {
  const margin = ' '.repeat(INDENT + 2);
  return [
    `  ${style(COLORS[status], status.padEnd(INDENT))}${summary}`,
    ...details.map(detail => `${margin}${style('dim', detail)}`),
    ...advice.map(step => `${margin}→ ${step}`),
  ];
}

function summary(findings: readonly Finding[]): string {
  const { problem, warning } = count(findings);
  if (problem + warning === 0) return 'All is well.';
  return `${plural(problem, 'problem')}, ${plural(warning, 'warning')}; → says what to do.`;
}

/** How many findings there are of each status. */
export function count(findings: readonly Finding[]): Record<Status, number> {
  const counts = { ok: 0, info: 0, warning: 0, problem: 0 };
  for (const { status } of findings) counts[status]++;
  return counts;
}

function plural(n: number, what: string): string {
  return `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;
}
