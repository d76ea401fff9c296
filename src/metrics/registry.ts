import { balanceResidual } from './balance.residual.js';
import { biasCentering } from './bias.centering.js';
import { biasTheory } from './bias.theory.js';
import { gnc2Margin } from './gnc2.margin.js';
import { gnc2UniformityDist } from './gnc2.uniformity.dist.js';
import { gnc2UniformityDistVariance } from './gnc2.uniformity.dist.variance.js';
import { gnc2UniformityLog } from './gnc2.uniformity.log.js';
import { gnc2UniformityLogVariance } from './gnc2.uniformity.log.variance.js';
import { gnc2UniformityRiesz } from './gnc2.uniformity.riesz.js';
import { gnc2UniformityRieszVariance } from './gnc2.uniformity.riesz.variance.js';
import { gnc3Alignment } from './gnc3.alignment.js';
import { gnc3AlignmentVariance } from './gnc3.alignment.variance.js';
import { logitsTheory } from './logits.theory.js';
import { lossTheory } from './loss.theory.js';
import type { Metric } from './metric.js';
import { mseCentralPath } from './mse.central_path.js';
import { mseCentralPathNc1 } from './mse.central_path.nc1.js';
import { mseCentralPathNc23 } from './mse.central_path.nc23.js';
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
import { nc3DualEncoded } from './nc3.dual.encoded.js';
import { nc3Dual } from './nc3.dual.js';
import { nc4Ncc } from './nc4.ncc.js';
import { nc5Ood } from './nc5.ood.js';
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
  'gnc2.margin',
  'gnc2.uniformity.dist',
  'gnc2.uniformity.dist.variance',
  'gnc2.uniformity.log',
  'gnc2.uniformity.log.variance',
  'gnc2.uniformity.riesz',
  'gnc2.uniformity.riesz.variance',
  'nc3.dual',
  'nc3.dual.encoded',
  'gnc3.alignment',
  'gnc3.alignment.variance',
  'nc4.ncc',
  'nc5.ood',
  'bias.centering',
  'bias.theory',
  'logits.theory',
  'loss.theory',
  'balance.residual',
  'mse.central_path',
  'mse.central_path.nc1',
  'mse.central_path.nc23',
  'rank.effective',
  'train.accuracy',
  'train.loss',
] as const;

/** The id of a metric. */
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
  'gnc2.margin': gnc2Margin,
  'gnc2.uniformity.dist': gnc2UniformityDist,
  'gnc2.uniformity.dist.variance': gnc2UniformityDistVariance,
  'gnc2.uniformity.log': gnc2UniformityLog,
  'gnc2.uniformity.log.variance': gnc2UniformityLogVariance,
  'gnc2.uniformity.riesz': gnc2UniformityRiesz,
  'gnc2.uniformity.riesz.variance': gnc2UniformityRieszVariance,
  'nc3.dual': nc3Dual,
  'nc3.dual.encoded': nc3DualEncoded,
  'gnc3.alignment': gnc3Alignment,
  'gnc3.alignment.variance': gnc3AlignmentVariance,
  'nc4.ncc': nc4Ncc,
  'nc5.ood': nc5Ood,
  'bias.centering': biasCentering,
  'bias.theory': biasTheory,
  'logits.theory': logitsTheory,
  'loss.theory': lossTheory,
  'balance.residual': balanceResidual,
  'mse.central_path': mseCentralPath,
  'mse.central_path.nc1': mseCentralPathNc1,
  'mse.central_path.nc23': mseCentralPathNc23,
  'rank.effective': rankEffective,
  'train.accuracy': trainAccuracy,
  'train.loss': trainLoss,
};
