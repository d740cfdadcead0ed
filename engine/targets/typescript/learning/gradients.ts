/** What happens to the gradients between the network and the optimizer in an exported project: clipping, noise. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { NOISE_DEVIATION } from '../../../learn/averaging.ts';
import { numberText } from '../../literals.ts';
import { printFormula } from './formulas.ts';

/** The function `clip`, or nothing; `named` where units lie along other axes in some weights. */
export function clipSource({ type, threshold: value }: TrainingConfig['clipping'], named: boolean): string {
  const threshold = numberText(value);
  switch (type) {
    case 'none':
      return '';
    case 'value':
      return `/** Keeps every element of the gradients between -${threshold} and ${threshold}. */
const clip = (gradients: readonly tf.Tensor[]): tf.Tensor[] => gradients.map((gradient) => tf.clipByValue(gradient, -${threshold}, ${threshold}));`;
    case 'norm':
      return `/** Scales each gradient down where its norm is above ${threshold}. */
const clip = (gradients: readonly tf.Tensor[]): tf.Tensor[] =>
  gradients.map((gradient) => tf.mul(gradient, tf.minimum(tf.div(${threshold}, tf.add(tf.sqrt(tf.sum(tf.square(gradient))), 1e-6)), 1)));`;
    case 'globalNorm':
      return `/** Scales all gradients down together where their norm is above ${threshold} (Pascanu et al. 2013). */
function clip(gradients: readonly tf.Tensor[]): tf.Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const factor = tf.minimum(tf.div(${threshold}, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}`;
    case 'adaptive':
      return `/** Scales the gradient of each unit down where its norm is above ${threshold} of that of the unit's weights (Brock et al. 2021). */
function clip(gradients: readonly tf.Tensor[], weights: readonly tf.LayerVariable[]${named ? ', names: readonly string[]' : ''}): tf.Tensor[] {
  return gradients.map((gradient, i) => {
    const axis = ${named ? 'UNIT_AXES[names[i]!] ?? gradient.rank - 1' : 'gradient.rank - 1'};
    const most = tf.mul(tf.maximum(unitNorms(weights[i]!.read(), axis), 1e-3), ${threshold});
    return tf.mul(gradient, tf.minimum(tf.div(most, tf.maximum(unitNorms(gradient, axis), 1e-6)), 1));
  });
}`;
  }
}

/** The function `addNoise`, or nothing. */
export function noiseSource(noise: TrainingConfig['gradientNoise']): string {
  const { deviation, decay } = noise;
  if (deviation === 0) return '';
  return `/** Adds normal noise to the gradients${decay > 0 ? ', less with each step' : ''} (Neelakantan et al. 2015). */
const addNoise = (gradients: readonly tf.Tensor[]${decay > 0 ? ', step: number' : ''}): tf.Tensor[] =>
  gradients.map((gradient) => tf.add(gradient, tf.randomNormal(gradient.shape, 0, ${printFormula(NOISE_DEVIATION, noise)})));`;
}
