import { balanceResidual } from './balance.residual.js';
import { biasCentering } from './bias.centering.js';
import { biasTheory } from './bias.theory.js';
import { logitsTheory } from './logits.theory.js';
import { lossTheory } from './loss.theory.js';
import type { Metric } from './metric.js';
import { nc1Cdnv } from './nc1.cdnv.js';
import { nc1Pinv } from './nc1.pinv.js';
import { nc1Ratio } from './nc1.ratio.js';
import { nc2Cos } from './nc2.cos.js';
import { nc2Equiangular } from './nc2.equiangular.js';
import { nc2Equinorm } from './nc2.equinorm.js';
import { nc2Etf } from './nc2.etf.js';
import { nc2Maxangle } from './nc2.maxangle.js';
import { nc2Of } from './nc2.of.js';
import { nc2Theory } from './nc2.theory.js';
import { nc3Dual } from './nc3.dual.js';
import { nc4Ncc } from './nc4.ncc.js';
import { rankEffective } from './rank.effective.js';
import { trainAccuracy } from './train.accuracy.js';
import { trainLoss } from './train.loss.js';

/** The id of every metric, in the order of reports. Names the file of the metric, of its test and of its page. */
export const metricIds = [
  'nc1.pinv',
  'nc1.ratio',
  'nc1.cdnv',
  'nc2.equinorm',
  'nc2.equiangular',
  'nc2.maxangle',
  'nc2.etf',
  'nc2.of',
  'nc2.cos',
  'nc2.theory',
  'nc3.dual',
  'nc4.ncc',
  'bias.centering',
  'bias.theory',
  'logits.theory',
  'loss.theory',
  'balance.residual',
  'rank.effective',
  'train.accuracy',
  'train.loss',
] as const;

export type MetricId = (typeof metricIds)[number];

/** Every metric by its id. */
export const metrics: Readonly<Record<MetricId, Metric>> = {
  'nc1.pinv': nc1Pinv,
  'nc1.ratio': nc1Ratio,
  'nc1.cdnv': nc1Cdnv,
  'nc2.equinorm': nc2Equinorm,
  'nc2.equiangular': nc2Equiangular,
  'nc2.maxangle': nc2Maxangle,
  'nc2.etf': nc2Etf,
  'nc2.of': nc2Of,
  'nc2.cos': nc2Cos,
  'nc2.theory': nc2Theory,
  'nc3.dual': nc3Dual,
  'nc4.ncc': nc4Ncc,
  'bias.centering': biasCentering,
  'bias.theory': biasTheory,
  'logits.theory': logitsTheory,
  'loss.theory': lossTheory,
  'balance.residual': balanceResidual,
  'rank.effective': rankEffective,
  'train.accuracy': trainAccuracy,
  'train.loss': trainLoss,
};
