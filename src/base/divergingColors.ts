/** From negative over 0 to positive, on white; blue and orange differ with every kind of color vision. */
export const DIVERGING = [
  '#053f78',
  '#4393c3',
  '#d1e5f0',
  '#f7f7f7',
  '#fddbc7',
  '#e08214',
  '#8c3d04',
] as const;
