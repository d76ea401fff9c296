/** A text of a file that somebody else may have written, cut where it is longer than anybody reads. */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not between the two halves of a character.
  const end = /[\ud800-\udbff]/.test(text[most - 2]!) ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}
