import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LayerInfo, ModelInfo } from '../../run/schema/runInfo.js';
import { knownLoss } from './knownLosses.js';
import { allLayers, type Layer, shapeOf } from './layerList.js';

/** Architecture, loss, optimizer and regularizers of a model. */
export function describeModel(model: LayersModel): ModelInfo {
  const optimizer = model.optimizer ?? undefined;
  return {
    name: model.name,
    parameters: model.countParams(),
    layers: allLayers(model).map(describeLayer),
    ...(model.loss !== undefined && { loss: lossText(model.loss) }),
    ...(optimizer && {
      optimizer: {
        class: optimizer.getClassName(),
        config: optimizer.getConfig() as Record<string, unknown>,
      },
    }),
  };
}

function describeLayer(layer: Layer): LayerInfo {
  const regularizers = regularizersOf(layer);
  return {
    name: layer.name,
    class: layer.getClassName(),
    outputShape: shapeOf(layer),
    parameters: layer.countParams(),
    ...(Object.keys(regularizers).length > 0 && { regularizers }),
  };
}

function regularizersOf(layer: Layer): Record<string, unknown> {
  const config = layer.getConfig() as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key, value]) => key.endsWith('Regularizer') && value !== null && value !== undefined,
    ),
  );
}

/** By name, of each output where they are given so: functions are no JSON. */
function lossText(loss: LayersModel['loss']): string {
  if (typeof loss === 'string' || typeof loss === 'function') return nameOf(loss);
  if (Array.isArray(loss)) return JSON.stringify(loss.map(nameOf));
  return JSON.stringify(
    Object.fromEntries(Object.entries(loss ?? {}).map(([output, value]) => [output, nameOf(value)])),
  );
}

function nameOf(loss: unknown): string {
  if (typeof loss === 'string') return loss;
  return knownLoss(loss)?.name ?? ((loss as { name?: string } | null)?.name || 'custom function');
}
