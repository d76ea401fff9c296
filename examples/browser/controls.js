import { isPossible, MOST_CLASSES, possible, readAddress } from './settings.js';

/** The form with the settings: shows only what goes together. */
export function settingsForm(form) {
  const fields = ['data', 'classes', 'loss', 'encoding', 'bias', 'imbalance'].map(
    name => form.elements[name],
  );
  const further = readAddress(location.search);

  function read() {
    const entries = fields.map(({ name, value }) => [name, isNumber(name) ? Number(value) : value]);
    return possible({ ...further, ...Object.fromEntries(entries) });
  }

  function show(settings) {
    const counts = Array.from({ length: MOST_CLASSES[settings.data] - 1 }, (_, i) => i + 2);
    form.elements.classes.replaceChildren(...counts.map(count => new Option(count, count)));
    for (const option of form.elements.encoding.options)
      option.disabled = !isPossible(settings.loss, option.value);
    for (const field of fields) {
      const isChoice = [...field.options].some(({ value }) => value === String(settings[field.name]));
      if (isChoice) field.value = settings[field.name];
    }
  }

  show(possible(further));
  form.addEventListener('change', () => show(read()));
  return {
    read,
    disable(disabled) {
      for (const field of fields) field.disabled = disabled;
    },
  };
}

const isNumber = name => name === 'classes' || name === 'imbalance';
