const SVG = 'http://www.w3.org/2000/svg';

/** Makes an SVG element; children that are text become text. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children.filter(child => child !== undefined));
  return element;
}

/** The color of a class: one of ten, again from the first after that. */
export const colorOf = k => `var(--class-${k % 10})`;

/** A picture that fills its place: `describe` is what it says to those who do not see it. */
export function picture(width, height, label) {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });
}

export const shortNumber = value => {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(1) : `${+value.toPrecision(3)}`;
  return text.replaceAll('-', '−');
};
