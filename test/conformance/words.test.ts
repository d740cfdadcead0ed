/** What the reference says of numbers at their edges, one sentence a test; the numbers are PyTorch 2.15's. */
import { expect, it } from 'vitest';
import { parseExpression } from '../../engine/expression/parse.ts';
import { Builder } from '../../engine/ir/builder.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import type { Value } from '../../engine/ir/program.ts';
import { lowerFormula } from '../../engine/layers/common/formula.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { lossOf } from '../../engine/learn/index.ts';
import { meanCost } from '../../engine/learn/losses/common/weighting.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';

/** The loss of logits and targets. */
function lossIs(
  id: string,
  settings: Readonly<Record<string, unknown>>,
  x: number[],
  shape: number[],
  target: number[],
  sizes: number[],
  whole = true,
) {
  const b = new Builder();
  const prediction = b.input('x', 'float32', shape);
  const truth = b.input('t', whole ? 'int32' : 'float32', sizes);
  const loss = lossOf(id)!;
  b.output(
    'loss',
    meanCost(b, loss.lower(b, prediction, truth, resolveSettings(loss.settings, settings).settings, undefined)),
  );
  const feeds = { x: { shape, data: Float64Array.from(x) }, t: { shape: sizes, data: Float64Array.from(target) } };
  return interpret(b.finish(), feeds, { precision: 'float64' }).loss!.data[0];
}

const MOMENTS = [
  [0.5, -1, 2, 1, 0.2, -0.3, 0.1, 0.4, 0.9, -0.5, 1.5, 0.3],
  [0.15, -0.9, 1.2, 0.5, -0.06, -0.41, -0.13, 0.08, 0.43, -0.55, 0.85, 0.01],
  [-0.5, 1, -2, -1, -0.2, 0.3, -0.1, -0.4, -0.9, 0.5, -1.5, -0.3],
  [0.5, -0.5, 3, 1, 0.7, 0.7, 0.1, 0.9, 1.9, -0.5, 2, 1.3],
].flat();
const ctc = (...labels: number[]) => lossIs('ctc', {}, MOMENTS, [4, 4, 3], labels, [4, labels.length / 4]);

it('CTC: each row is divided by the number of its labels, then there is the mean over rows', () => {
  expect(ctc(1, 2, 0, 1, 0, 0, 2, 2, 1, 0, 0, 0)).toBeCloseTo(4.0565557, 5);
});

it('CTC: a blank between labels is passed over', () => {
  const packed = ctc(1, 2, 0, 1, 0, 0, 1, 2, 0, 2, 0, 0);
  for (const spread of [
    [0, 1, 2, 0, 1, 0, 1, 0, 2, 0, 0, 2],
    [1, 0, 2, 0, 0, 1, 0, 1, 2, 0, 2, 0],
  ])
    expect(ctc(...spread)).toBeCloseTo(packed!, 12);
});

it('CTC: rows that have more labels than time for them count as 0', () => {
  expect(ctc(2, 2, 2, 1, 0, 0, 1, 2, 0, 2, 0, 0)).toBeCloseTo(1.4111195, 5);
});

it("focal: the sum over rows is divided by the rows' class weights", () => {
  const logits = [1, 2, -1, 0.5, 0.1, 0.3, -1, 0, 2, 0.2, -0.4, 0.9];
  expect(lossIs('focal', { classWeights: [0.5, 2, 1.5] }, logits, [4, 3], [0, 1, 2, 2], [4])).toBeCloseTo(0.3524895, 6);
});

it("binary focal: a yes counts alpha, a no the rest (torchvision's sigmoid_focal_loss)", () => {
  const [logits, truth] = [
    [1, -2, 0.3, 0.7],
    [1, 0, 0, 1],
  ];
  expect(lossIs('binaryFocal', { alpha: 0.25 }, logits, [2, 2], truth, [2, 2], false)).toBeCloseTo(0.0573894, 6);
});

/** The gradients of a formula by a and b. */
function gradients(formula: string, a: number, b: number): number[] {
  const builder = new Builder();
  const inputs = ['a', 'b'].map((name) => builder.input(name, 'float32', [1])) as [Value, Value];
  const y = lowerFormula(builder, parseExpression(formula), { a: inputs[0], b: inputs[1] });
  differentiate(builder, builder.sum(y), inputs).forEach((gradient, i) => builder.output('ab'[i]!, gradient));
  const feeds = { a: { shape: [1], data: Float64Array.of(a) }, b: { shape: [1], data: Float64Array.of(b) } };
  const found = interpret(builder.finish(), feeds);
  return [found.a!.data[0]!, found.b!.data[0]!];
}

it.each([
  ['clip(a, 0, 1) + 0 * b', 0, 1, [0.5, 0]],
  ['clip(a, 0, 1) + 0 * b', 1, 1, [0.5, 0]],
  ['clip(a, 0, 1) + 0 * b', 0.5, 1, [1, 0]],
  ['max(a, b)', 2, 2, [0.5, 0.5]],
  ['min(a, b)', 2, 2, [0.5, 0.5]],
  ['a ^ b', 0, 2, [0, 0]],
  ['a ^ b', -2, 2, [-4, 0]],
  ['a ^ b', 2, 3, [12, 8 * Math.LN2]],
])('an expression: the gradients of %s at %d and %d are %j', (formula, a, b, wanted) => {
  gradients(formula, a, b).forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));
});

it('resize: smoothing is without effect where corners are aligned', () => {
  const resized = (settings: Readonly<Record<string, unknown>>) => {
    const b = new Builder();
    const layer = layerOf('resize')!;
    const x = b.input('x', 'float32', [1, 1, 7]);
    const made = layer.lower(
      { b } as never,
      [x],
      resolveSettings(layer.settings, { size: [3], ...settings }).settings,
      {},
    );
    b.output('y', made as Value);
    return [
      ...interpret(b.finish(), { x: { shape: [1, 1, 7], data: Float64Array.of(0, 1, 4, 9, 16, 25, 36) } }).y!.data,
    ];
  };
  expect(resized({ alignCorners: true, antialias: true })).toEqual(resized({ alignCorners: true }));
  expect(resized({ antialias: true })).not.toEqual(resized({}));
});
