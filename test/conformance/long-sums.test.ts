/**
 * Sums of millions of float32 numbers are as exact on ONNX Runtime as in float64, to 1e-5: the mean of a loss, the gradients of a scale and
 * an offset, the mean and variance of a batch norm.
 */
import { expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import type { Value } from '../../engine/ir/program.ts';
import { streamKey, uniformAt } from '../../engine/ir/random.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { onnxForms } from '../../engine/targets/onnx/forms/index.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { long } from './effort.ts';
import { runOnnx } from './onnx-run.ts';

/** Numbers around 1, whose sums grow with their count. */
function numbers(shape: readonly number[], stream: number): Float32Array {
  const key = streamKey(1, stream);
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => 0.6 + 0.7 * uniformAt(key, i));
}

const SHAPES = [[64, 1, 128, 128], [4, 1, 509, 511], [2, 2, 1_000_000], ...(long ? [[64, 1, 512, 512]] : [])];

it.each(SHAPES)('squares of %i×%i×%i…: loss and gradients of one scale and offset', async (...shape) => {
  const b = new Builder();
  const [x, t] = ['x', 't'].map((name) => b.input(name, 'float32', shape)) as [Value, Value];
  const [scale, offset] = ['scale', 'offset'].map((name) => b.input(name, 'float32', [1])) as [Value, Value];
  const loss = b.mean(b.square(b.sub(b.add(b.mul(x, scale), offset), t)));
  b.output('loss', loss);
  differentiate(b, loss, [scale, offset]).forEach((gradient, i) => b.output(`d${i}`, gradient));
  const program = onnxForms.whole(onnxForms.forward(simplify(b.finish())));
  const [xs, ts] = [numbers(shape, 1), numbers(shape, 2)];
  const feeds = {
    x: { shape, data: xs },
    t: { shape, data: ts },
    scale: { shape: [1], data: [1.5] },
    offset: { shape: [1], data: [0.25] },
  };
  const results = await runOnnx(program, feeds as never, true);
  let [sum, byScale, byOffset] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const off = xs[i]! * 1.5 + 0.25 - ts[i]!;
    sum += off * off;
    byScale += 2 * off * xs[i]!;
    byOffset += 2 * off;
  }
  const relative = (name: string, right: number) => Math.abs(results[name]!.data[0]! * xs.length - right) / right;
  expect(relative('loss', sum)).toBeLessThan(1e-5);
  expect(relative('d0', byScale)).toBeLessThan(1e-5);
  expect(relative('d1', byOffset)).toBeLessThan(1e-5);
});

it.each(SHAPES)('the statistics of a batch norm over %i×%i×%i…', async (...shape) => {
  const b = new Builder();
  const x = b.input('x', 'float32', shape);
  const [normal, mean, variance] = b.standardize(x, [0, 2, 3].slice(0, shape.length - 1), 1e-5);
  b.output('mean', mean);
  b.output('variance', variance);
  b.output('normal', b.reduceMax(normal));
  const program = onnxForms.whole(onnxForms.forward(simplify(b.finish())));
  const xs = numbers(shape, 3);
  const results = await runOnnx(program, { x: { shape, data: xs } } as never, true);
  const [n, channels, ...map] = shape as [number, number, ...number[]];
  const places = sizeOf(map);
  for (let channel = 0; channel < channels; channel++) {
    let [sum, squares] = [0, 0];
    const each = (use: (value: number) => void) => {
      for (let i = 0; i < n; i++) for (let k = 0; k < places; k++) use(xs[(i * channels + channel) * places + k]!);
    };
    each((value) => (sum += value));
    const right = sum / (n * places);
    each((value) => (squares += (value - right) ** 2));
    expect(Math.abs(results.mean!.data[channel]! - right) / right).toBeLessThan(1e-5);
    expect(Math.abs((results.variance!.data[channel]! * n * places) / squares - 1)).toBeLessThan(1e-5);
  }
});
