/** A number that a verdict is decided by. */
export interface Standard {
  /** The number */
  readonly value: number;
  /** What is compared with it */
  readonly what: string;
  /** Why this number */
  readonly why: string;
}

/** The numbers that verdicts are decided by. The table in docs/report.md is printed from here. */
export const STANDARDS = {
  within: {
    value: 0.01,
    what: 'NC1 holds up to this `nc1.pinv` and `nc1.ratio`',
    why: 'the variance within classes is 1% of that between them, the spread a tenth',
  },
  distance: {
    value: 0.1,
    what:
      'NC2 holds up to this `nc2.theory` (without a prediction, `nc2.etf`), NC3 up to this much above the predicted ' +
      '`nc3.dual`; a shape is near up to this distance',
    why: 'two matrices of norm 1 have the cosine 1 − d²/2 = 0.995 then: 1% of the squared norm lies elsewhere',
  },
  alignment: {
    value: 0.995,
    what: 'NC3 holds from this `gnc3.alignment` on where there are more than d + 1 classes',
    why: 'two unit vectors of this cosine are 0.1 apart',
  },
  agreement: {
    value: 0.99,
    what: 'NC4 holds from this `nc4.ncc` on',
    why: 'one sample in a hundred is decided otherwise',
  },
  margin: {
    value: 0.9,
    what: 'NC2 holds from this share of the best known `gnc2.margin` on where there are more than d + 1 classes',
    why: 'one minus it is the distance of the other shapes; trainings stop at 0.87 to 0.95',
  },
  balance: {
    value: 0.25,
    what: 'theory applies wholly up to this distance of `balance.residual` from its predicted value',
    why: 'networks with up to 0.13 follow theory, those with 0.57 and more do not (docs/reproduce.md)',
  },
  better: {
    value: 0.1,
    what: 'a value is better than predicted from this relative difference on',
    why: 'less is the noise of a training',
  },
  moving: {
    value: 0.1,
    what: 'a metric still moves if it changed by more than this share over the last fifth of the measured epochs',
    why: 'at this rate as long a run again takes off 41%; the slope must also be twice its standard error',
  },
  points: {
    value: 5,
    what: 'the fewest measured epochs that a trend is read from',
    why: 'with fewer a slope has hardly a standard error',
  },
  samples: {
    value: 5,
    what: 'fewer samples of a class than this are named',
    why: 'the variance around a mean of n samples is too small by 1/n, a fifth; with one sample it is 0',
  },
  imbalance: {
    value: 2,
    what: 'class sizes are unequal from this ratio of the largest to the smallest on',
    why: 'lengths go with n to the power of −1/4: 16% at this ratio',
  },
  vanished: {
    value: 0.1,
    what: 'a class mean has vanished if it is shorter than this share of the longest',
    why: 'it has 1% of its squared length',
  },
} as const satisfies Readonly<Record<string, Standard>>;
