/** What happens to the gradients between the network and the optimizer in an exported project: clipping, noise. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { NOISE_DEVIATION } from '../../../learn/averaging.ts';
import { numberText } from '../../literals.ts';
import { printFormula } from './formulas.ts';

/** The function that clips one gradient: its source, and what it is given besides the gradient. */
export interface Clip {
  readonly source: string;
  /** Statements before and after all weights have moved, of what is known of all gradients together. */
  readonly around?: (gradients: string) => readonly [before: string, after: string];
  readonly operands: readonly string[];
}

/** What the norms of gradients go through. */
const KNOWN = `/** A norm that is not finite counts as the largest number, so that one gradient spoils its own weight and not all of them. */
const known = (norm: tf.Tensor): tf.Tensor => tf.where(tf.less(norm, Infinity), norm, 3.4028234663852886e38);
`;

/** `named` where units lie along other axes in some weights. */
export function clipping({ type, threshold: value }: TrainingConfig['clipping'], named: boolean): Clip | undefined {
  const threshold = numberText(value);
  switch (type) {
    case 'none':
      return undefined;
    case 'value':
      return {
        source: `/** Keeps every element of a gradient between -${threshold} and ${threshold}. */
const clip = (gradient: tf.Tensor): tf.Tensor => tf.clipByValue(gradient, -${threshold}, ${threshold});`,
        operands: [],
      };
    case 'norm':
      return {
        source: `${KNOWN}
/** Scales a gradient down where its norm is above ${threshold}. */
function clip(gradient: tf.Tensor): tf.Tensor {
  const norm = known(tf.sqrt(tf.sum(tf.square(gradient))));
  return tf.mul(gradient, tf.minimum(tf.div(${threshold}, tf.add(norm, 1e-6)), 1));
}`,
        operands: [],
      };
    case 'globalNorm':
      return {
        source: `${KNOWN}
/** What all gradients are scaled down by where their norm together is above ${threshold} (Pascanu et al. 2013). */
function clippingFactor(gradients: readonly tf.Tensor[]): tf.Tensor {
  const norm = known(tf.sqrt(tf.addN(gradients.map((gradient) => tf.tidy(() => tf.sum(tf.square(gradient)))))));
  return tf.minimum(tf.div(${threshold}, tf.add(norm, 1e-6)), 1);
}
const clip = (gradient: tf.Tensor, factor: tf.Tensor): tf.Tensor => tf.mul(gradient, factor);`,
        around: (gradients) => [`const factor = tf.tidy(() => clippingFactor(${gradients}));`, 'factor.dispose();'],
        operands: ['factor'],
      };
    case 'adaptive':
      return {
        source: `${KNOWN}
/** Scales the gradient of each unit down where its norm is above ${threshold} of that of the unit's weights (Brock et al. 2021). */
function clip(gradient: tf.Tensor, weight: tf.Tensor${named ? ', name: string' : ''}): tf.Tensor {
  const axis = ${named ? 'UNIT_AXES[name] ?? gradient.rank - 1' : 'gradient.rank - 1'};
  const most = tf.mul(tf.maximum(unitNorms(weight, axis), 1e-3), ${threshold});
  return tf.mul(gradient, tf.minimum(tf.div(most, tf.maximum(known(unitNorms(gradient, axis)), 1e-6)), 1));
}`,
        operands: ['weight.read()', ...(named ? ['name'] : [])],
      };
  }
}

/** The function `withNoise`, or nothing. */
export function noiseSource(noise: TrainingConfig['gradientNoise']): string {
  const { deviation, decay } = noise;
  if (deviation === 0) return '';
  return `/** A gradient with normal noise${decay > 0 ? ', less with each step' : ''} (Neelakantan et al. 2015). */
const withNoise = (gradient: tf.Tensor${decay > 0 ? ', step: number' : ''}): tf.Tensor =>
  tf.add(gradient, tf.randomNormal(gradient.shape, 0, ${printFormula(NOISE_DEVIATION, noise)}));`;
}
