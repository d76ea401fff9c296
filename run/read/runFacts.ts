import { numberText } from '../../src/base/numberText.js';
import type { RunInfo } from '../schema/runInfo.js';

/** A name and its value, both for people. */
export type Fact = readonly [name: string, value: string];

/** What run.json says, as a flat list: nothing of the page depends on its names. */
export function runFacts(info: RunInfo): Fact[] {
  const { model, versions, git, backend, device, data, hook, options } = info;
  return [
    ['model', modelText(model)],
    ['loss', model?.loss ?? 'not compiled'],
    ['optimizer', model?.optimizer?.class ?? 'not compiled'],
    ...flattened('optimizer', model?.optimizer?.config),
    ...regularizers(model),
    ...flattened('hook', hook),
    ...dataFacts(data),
    ...flattened('option', options),
    ...flattened('info', info.info),
    ['backend', `${backend}, ${device}`],
    ...flattened('version', versions),
    ...(git ? [['commit', `${git.commit}${git.modified ? ', with modifications' : ''}`] as const] : []),
  ];
}

/** Means with few digits: runs with the same data on different backends should not differ here. */
function dataFacts(data: RunInfo['data'] | undefined): Fact[] {
  const { inputs, ...rest } = data ?? {};
  if (!Array.isArray(inputs)) return flattened('data', rest);
  const means = inputs.map((input: { mean?: unknown } | null) =>
    typeof input?.mean === 'number' ? numberText(input.mean, 3) : '?',
  );
  return [...flattened('data', rest), ['data.mean', means.join(', ')]];
}

function modelText(model: RunInfo['model'] | undefined): string {
  if (!model) return 'not described';
  const layers = model.layers.map(({ name, class: kind }) => (name === kind ? kind : `${name} (${kind})`));
  const path = layers.length === 0 ? '' : `: ${layers.join(' → ')}`;
  return `${model.name}, ${model.parameters} parameters${path}`;
}

/** `L1L2, l1 0, l2 5e-5` of each layer that has some. */
function regularizers(model: RunInfo['model'] | undefined): Fact[] {
  return (model?.layers ?? []).flatMap(({ name, regularizers: found }) =>
    Object.entries(found ?? {}).map(
      ([kind, value]) => [`${kind} of ${name}`, regularizerText(value)] as const,
    ),
  );
}

function regularizerText(value: unknown): string {
  const { className, config } = value as { className?: string; config?: Record<string, unknown> };
  if (className === undefined || config === undefined) return valueText(value);
  const parts = Object.entries(config).map(([name, strength]) => `${name} ${valueText(strength)}`);
  return [className, ...parts].join(', ');
}

/** `{a: {b: 1}}` as `a.b: 1`, with the name of the group in front. */
export function flattened(group: string, value: unknown): Fact[] {
  if (value === undefined) return [];
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isGroup) return [[group, valueText(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flattened(`${group}.${name}`, inner));
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value, 6);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
