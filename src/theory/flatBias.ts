/**
 * Whether the bias of nonnegative features is not determined: two classes whose means are both nonzero, and a bias that
 * costs nothing. What it moves towards one of them, that one needs less and the other more, at the same price.
 */
export function isFlatBetweenTwo(classes: number, surviving: number, lambdaB: number): boolean {
  return classes === 2 && surviving === 2 && lambdaB === 0;
}
