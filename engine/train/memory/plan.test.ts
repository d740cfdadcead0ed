import { describe, expect, it } from 'vitest';
import { smallDocument } from '../../../test/training/small.ts';
import { checkGraph } from '../../passes/check.ts';
import { compile } from '../../passes/compile.ts';
import { estimateOnnxMemory } from '../../targets/onnx/memory/estimate.ts';
import { atOnce, type Slices } from '../../slices.ts';
import { likelyTargets, largestBatch, planMemory } from './plan.ts';

const MB = 2 ** 20;

describe('the plan of a training', () => {
  const plan = (batchSize: number, optimizer = 'adam') => {
    const document = smallDocument({ batchSize, optimizer: { type: optimizer, settings: {} } });
    const checked = checkGraph(document.graph);
    const model = compile(document, likelyTargets(document, checked)!, checked);
    return atOnce(planMemory({ document, checked, model }, { dataset: MB }, estimateOnnxMemory));
  };

  it('tells what every layer adds', () => {
    const conv = { weights: 4 * (4 * 9 + 4), activations: 4 * 5 * 4 * 36 };
    expect(plan(5).layers.find(({ name }) => name === 'conv')).toEqual({
      name: 'conv',
      ...conv,
      gradients: conv.weights,
      optimizer: 2 * conv.weights,
    });
    // running statistics are neither learned nor remembered
    expect(plan(5).layers.find(({ name }) => name === 'norm')).toMatchObject({
      weights: 4 * 16,
      gradients: 4 * 8,
      optimizer: 4 * 16,
    });
  });

  it('adds up to its peak, which grows with the batch and with what the optimizer remembers', () => {
    const { parts, peak } = plan(4096);
    expect(Object.values(parts).reduce((a, b) => a + b)).toBe(peak);
    expect(parts.step).toBeGreaterThan(plan(2048).parts.step * 1.9);
    expect(plan(32).parts.optimizer).toBe(2 * plan(32, 'sgd').parts.optimizer);
  });

  it('finds the largest batch that fits', () => {
    const peakAt = (batch: number) => plan(batch).peak;
    const limit = peakAt(1) + 256 * MB;
    const largestWithin = (most: number) =>
      atOnce(
        // biome-ignore lint/correctness/useYield: this peak is known at once
        largestBatch(function* (batch): Slices<number> {
          return peakAt(batch);
        }, most),
      );
    const largest = largestWithin(limit);
    expect(peakAt(largest)).toBeLessThanOrEqual(limit);
    expect(peakAt(Math.ceil(1.1 * largest))).toBeGreaterThan(limit);
    expect(largestWithin(peakAt(1) - 1)).toBe(0);
  });
});
