/** Metrics of targets that are learned in other numbers than the data have. */
import { expect, it } from 'vitest';
import { documentSchema } from '../../graph/document.ts';
import { interpret } from '../../ir/interpret.ts';
import { Accumulation } from '../../learn/accumulation.ts';
import { metricOf } from '../../learn/index.ts';
import { metricValue } from '../../learn/totals.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileChecked } from '../../passes/compile.ts';
import { tensor } from '../../types/tensor.ts';
import type { TransformFit } from '../define.ts';
import { ownUnits, unitsNotes } from './own.ts';
import { applyTransforms, undoTransforms } from '../transformed.ts';

const PRICES = [12, 340, 55, 9000, 871, 4];
const FITS: readonly TransformFit[] = [{}, { mean: [4.5], deviation: [2.1] }];

const documentOf = (loss: string, transforms: readonly object[]) =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'in', type: 'input', settings: { shape: [1] }, position: { x: 0, y: 0 } },
        { id: 'out', type: 'prelu', settings: {}, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'in', port: 'output' }, to: { node: 'out', port: 'input' } }],
    },
    data: { targets: { target: { column: 'price', transforms } } },
    training: {
      losses: [{ loss: { type: loss } }],
      metrics: ['meanAbsoluteError', 'rootMeanSquaredError', 'r2'].map((type) => ({ type })),
    },
  });

/** Loss and metrics of a network that answers what it is given, in the numbers that it learns. */
function judged(document: ReturnType<typeof documentOf>, answers: readonly number[], truths: readonly number[]) {
  const own = ownUnits(document, { 'target:target': FITS });
  const model = compileChecked(
    document,
    { target: { dtype: 'float32', shape: ['N'] } },
    checkGraph(document.graph),
    own,
  );
  const results = interpret(model.program('evaluate', truths.length), {
    'input:in': tensor('float32', [truths.length, 1], [...answers]),
    ...Object.fromEntries(model.weights.map(({ name, shape }) => [name, tensor('float32', shape as number[], [1])])),
    'target:target': tensor('float32', [truths.length], [...truths]),
  });
  const values = document.training.metrics.map(({ type }, i) => {
    const sums = new Accumulation(metricOf(type)!, {});
    sums.add(results[`metric:${i}`] as { shape: readonly number[]; data: ArrayLike<number> });
    return metricValue(metricOf(type)!, {}, sums.totals!) as number;
  });
  return { loss: results.loss!.data[0]!, values };
}

/** By definition, in double precision. */
function expected(answers: readonly number[], truths: readonly number[]): number[] {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const squares = mean(truths.map((truth, i) => (answers[i]! - truth) ** 2));
  const average = mean(truths);
  const spread = mean(truths.map((truth) => (truth - average) ** 2));
  return [mean(truths.map((truth, i) => Math.abs(answers[i]! - truth))), Math.sqrt(squares), 1 - squares / spread];
}

it('are in the units of the data, and the loss in those that are learned', () => {
  const transforms = [
    { type: 'log', settings: {} },
    { type: 'standardize', settings: {} },
  ];
  const document = documentOf('meanSquaredError', transforms);
  const { data: truths } = applyTransforms(transforms, FITS, tensor('float32', [6], [...PRICES]));
  const answers = [...truths].map((truth, i) => truth + 0.1 * (i - 2));
  const own = undoTransforms(transforms, FITS, tensor('float32', [6], answers))!;
  const { loss, values } = judged(document, answers, [...truths]);
  expect(loss).toBeCloseTo(answers.reduce((sum, _, i) => sum + (0.1 * (i - 2)) ** 2, 0) / 6, 5);
  expected([...own.data], PRICES).forEach((value, i) => expect(values[i]! / value).toBeCloseTo(1, 4));
  expect(unitsNotes(document)).toMatchObject([{ text: 'phrases.units-of-loss' }]);
});

it('of counts are of what the loss reads out of their logarithms', () => {
  const document = documentOf('poisson', []);
  const answers = PRICES.map((count, i) => Math.log(count + i));
  const { values } = judged(document, answers, PRICES);
  expected(answers.map(Math.exp), PRICES).forEach((value, i) => expect(values[i]! / value).toBeCloseTo(1, 3));
  expect(unitsNotes(document)).toEqual([]);
});

it('stay as they are learned where there is no way back, and that is told', () => {
  const transforms = [{ type: 'cyclic', settings: {} }];
  const document = documentOf('meanSquaredError', transforms);
  expect(ownUnits(document, { 'target:target': [{}] }).size).toBe(0);
  expect(unitsNotes(document)).toMatchObject([{ text: 'phrases.units-as-learned' }]);
});
