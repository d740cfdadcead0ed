import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { UNIT_NORMS } from './constraints.ts';
import { clipping } from './gradients.ts';

it.each(['norm', 'globalNorm', 'adaptive'] as const)(
  'clipping by %s spreads no gradient that is NaN or infinite over other weights',
  (type) => {
    const { source } = clipping({ type, threshold: 1 }, false)!;
    const { outputText } = ts.transpileModule([UNIT_NORMS, source].join('\n'), {
      compilerOptions: { target: ts.ScriptTarget.ES2023 },
    });
    const { clip, factor } = new Function(
      'tf',
      `${outputText}\nreturn { clip, factor: ${type === 'globalNorm' ? 'clippingFactor' : 'undefined'} };`,
    )(tf) as {
      clip: (gradient: tf.Tensor, other?: tf.Tensor) => tf.Tensor;
      factor?: (gradients: tf.Tensor[]) => tf.Tensor;
    };
    for (const spoilt of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const gradients = [tf.tensor2d([[spoilt, 1]]), tf.tensor2d([[3, 4]])];
      const given = factor?.(gradients) ?? tf.tensor2d([[1, 1]]);
      const [own, other] = gradients.map((gradient) => clip(gradient, given).dataSync());
      expect(Number.isFinite(own![0])).toBe(false);
      expect([...other!].every(Number.isFinite), `${[...other!]}`).toBe(true);
    }
  },
);
