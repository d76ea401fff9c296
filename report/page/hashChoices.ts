/** What can be chosen and is kept: elements with the attribute `data-choice`. */
type Control = HTMLSelectElement | HTMLInputElement;

/**
 * Keeps what is chosen on the page in its address, behind the part of the page that it may name: `#geometry?x=log`. The
 * address can be sent to others, also of a file.
 *
 * @returns to be called when the page has new data: what is in the address is chosen as soon as it is offered
 */
export function hashChoices(root: HTMLElement): () => void {
  const [part] = partsOf(location.hash);
  let chosen = new URLSearchParams(partsOf(location.hash)[1]);
  const waiting = new Set(chosen.keys());
  const controls = () => [...root.querySelectorAll<Control>('[data-choice]')];
  const write = () => {
    const [name] = partsOf(location.hash);
    const text = chosen.toString();
    history.replaceState(null, '', `#${name}${text === '' ? '' : `?${text}`}`);
  };
  const changed = ({ target }: Event) => {
    if (!(target instanceof HTMLSelectElement || target instanceof HTMLInputElement)) return;
    const name = target.dataset.choice;
    if (name === undefined) return;
    waiting.delete(name);
    if (target.value === usualOf(target)) chosen.delete(name);
    else chosen.set(name, target.value);
    write();
  };
  root.addEventListener('change', changed);
  addEventListener('hashchange', () => {
    const [, text] = partsOf(location.hash);
    // A link to a part of the page: what was chosen goes on.
    if (text === undefined) return write();
    chosen = new URLSearchParams(text);
    for (const name of chosen.keys()) waiting.add(name);
    apply();
  });
  const apply = () => {
    for (const control of controls()) {
      const name = control.dataset.choice!;
      const value = waiting.has(name) ? chosen.get(name) : null;
      if (value === null || !offers(control, value)) continue;
      waiting.delete(name);
      control.value = value;
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
    }
  };
  let isFirst = true;
  return () => {
    apply();
    if (isFirst && part !== '') document.getElementById(part)?.scrollIntoView();
    isFirst = false;
  };
}

function partsOf(hash: string): [part: string, choices?: string] {
  const [part = '', ...rest] = hash.replace(/^#/, '').split('?');
  return rest.length === 0 ? [part] : [part, rest.join('?')];
}

/** What is shown if nothing is chosen: the first of a list, the end of a slider, an empty field. */
function usualOf(control: Control): string {
  if (control instanceof HTMLSelectElement) return control.options[0]?.value ?? '';
  return control.type === 'range' ? control.max : '';
}

function offers(control: Control, value: string): boolean {
  if (control instanceof HTMLSelectElement)
    return [...control.options].some(option => option.value === value);
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return false;
  return control.type !== 'range' || (number >= Number(control.min) && number <= Number(control.max));
}
