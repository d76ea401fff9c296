import type { MetricContext } from './metric.js';

/** A function that several metrics ask for the same: computed for a context when it is first asked for. */
export function oncePerContext<T>(compute: (context: MetricContext) => T): (context: MetricContext) => T {
  const found = new WeakMap<MetricContext, { readonly value: T }>();
  return context => {
    const known = found.get(context);
    if (known) return known.value;
    const value = compute(context);
    found.set(context, { value });
    return value;
  };
}
