import { shortText } from '../../src/base/describeValue.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { verdictSentences } from '../../src/record/verdict/sentences.js';
import type { TheoryAssumptions } from '../../src/theory/assumptions.js';
import type { TheoryComparison } from '../../src/theory/comparison.js';
import type { UfmMethod } from '../../src/theory/ufmPrediction.js';
import { orderWords } from '../read/theoryWords.js';
import type { RunInfo } from '../schema/runInfo.js';

/** run.json for people, as Markdown. */
export function runText(run: RunInfo): string {
  const { model, hook, git, versions } = run;
  const rows: [string, string | undefined][] = [
    ['run', run.run],
    ['started', run.started],
    ['model', `${model.name}, ${model.parameters} parameters, ${model.layers.length} layers`],
    ['loss', model.loss],
    ['optimizer', model.optimizer && `${model.optimizer.class} ${JSON.stringify(model.optimizer.config)}`],
    ['head', hook.head],
    ['layer', hook.layer],
    ['backend', run.backend],
    ['device', run.device],
    ['versions', list(versions)],
    ['commit', git && `${git.commit}${git.modified ? ', with modifications' : ''}`],
    ...Object.entries(run.info).map(([key, value]): [string, string] => [key, shown(value)]),
  ];
  return table(
    ['', ''],
    rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the prediction rests on, and what is not measured and why, as Markdown. */
export function theoryText({ theory, absent, validation }: NeuralCollapseRecord): string {
  const reasons = Object.entries(absent).map(([id, reason]) => [id, reason]);
  return [
    'absent' in theory ? `There is no prediction: ${cell(theory.absent)}` : assumptionsText(theory),
    ...(reasons.length > 0 ? [table(['not measured', 'because'], reasons)] : []),
    ...(validation && 'error' in validation
      ? [`The validation data could not be measured: ${cell(validation.error)}`]
      : []),
  ].join('\n\n');
}

/** What the numbers of a record mean, as Markdown. */
export function verdictText({ verdict }: NeuralCollapseRecord): string {
  return verdictSentences(verdict)
    .map(sentence => `- ${cell(sentence)}`)
    .join('\n');
}

/** The suspects of wrong labels, as Markdown. */
export function outliersText(
  { outliers, measured }: NeuralCollapseRecord,
  classNames?: readonly string[],
): string {
  if ('absent' in outliers) return `There are none: ${cell(outliers.absent)}`;
  const classText = (k: number) => classNames?.[k] ?? String(k);
  const rows = outliers.map(({ index, label, decision, distance }) => [
    index === undefined ? '–' : String(index),
    classText(label),
    classText(decision),
    distance.toPrecision(4),
  ]);
  const titles = ['sample', 'label', 'decision', 'distance to its class mean, in units of its spread'];
  const why = orderWords(measured.order);
  return [table(titles, rows), ...(why === undefined ? [] : [why])].join('\n\n');
}

function assumptionsText({ assumptions, prediction }: TheoryComparison): string {
  const { loss, lambdaW, lambdaH, lambdaB, featureActivation, notes, onlyAssumed = [] } = assumptions;
  const { minorityCollapsed: zero = [] } = prediction;
  return table(
    ['the prediction assumes', ''],
    [
      ...onlyAssumed.map(reason => ['only assumed', reason]),
      ['loss', loss],
      ['λ_W', number(lambdaW)],
      ['λ_H', `${number(lambdaH.value)}, ${originText(assumptions)}`],
      ['λ_b', lambdaB === 'infinite' ? 'infinite: the head has no bias' : number(lambdaB)],
      ['features', `${featureActivation.value}, ${fromWhere(featureActivation.source)}`],
      ['method', methodText(prediction.method)],
      ['scale', prediction.scaleFree ? 'not predicted, only the geometry' : 'predicted'],
      ...(zero.length > 0 ? [['minority collapse of classes', zero.join(', ')]] : []),
      ...notes.filter(note => !onlyAssumed.some(reason => reason.includes(note))).map(note => ['note', note]),
      ...Object.entries(prediction.absent).map(([field, reason]) => [`no ${field}`, reason]),
    ],
  );
}

function originText({ lambdaH, head }: TheoryAssumptions): string {
  if (lambdaH.source === 'given') return 'as given';
  if (lambdaH.source === 'layer') return 'that of the feature decay in front of the head';
  const ratio = head === 'fixed' ? '−⟨∂L/∂H, H⟩ / ‖H‖²' : 'λ_W ‖W‖² / ‖H‖²';
  return `measured from this network as ${ratio}, not predicted`;
}

function methodText(method: UfmMethod): string {
  if (method.kind === 'closed-form') return `closed form, ${method.source}`;
  const { gradientNorm, restarts, converged, certified } = method;
  const end = converged ? 'converged' : 'stopped before it converged';
  const proof = certified ? ', proved to be a global minimum' : '';
  return `descent from ${restarts} points, ${end}: relative gradient ${gradientNorm.toExponential(1)}${proof}`;
}

const fromWhere = (source: 'data' | 'given') => (source === 'data' ? 'seen in the data' : 'as given');
const number = (value: number) =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
const shown = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
const list = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** TensorBoard shows every text at once. */
const LONGEST_CELL = 2000;

/** Names and notes are the user's: they must not end a cell, or be read as Markdown or HTML. */
function cell(value: string): string {
  return shortText(value, LONGEST_CELL)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]>|#]/g, '\\$&')
    .replaceAll(/\s+/g, ' ');
}
