import { describe, expect, it } from 'vitest';
import { load } from '../../../node/onnx/load.ts';
import { Builder } from '../../../ir/builder.ts';
import { interpret } from '../../../ir/interpret.ts';
import type { Value } from '../../../ir/program.ts';
import { normalFrom, randomStream } from '../../../ir/random.ts';
import { tensor } from '../../../types/tensor.ts';
import { channelFusions } from './channels.ts';

const SHAPE = [3, 48, 64];
const CHANNEL = [3, 1, 1];

/** Builds a program, says which primitives are written with which, and holds what ONNX Runtime gives to the interpreter. */
async function fused(
  build: (b: Builder, full: Record<'x' | 'y', Value>, channel: Record<'p' | 'q' | 'r', Value>) => readonly Value[],
): Promise<string[]> {
  const b = new Builder();
  const [x, y] = ['x', 'y'].map((name) => b.input(name, 'float32', SHAPE)) as [Value, Value];
  const [p, q, r] = ['p', 'q', 'r'].map((name) => b.input(name, 'float32', CHANNEL)) as [Value, Value, Value];
  build(b, { x, y }, { p, q, r }).forEach((value, i) => b.output(`out${i}`, value));
  const program = b.finish();
  const normal = normalFrom(randomStream(3, 'channels'));
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, value }) => [
      name,
      tensor('float32', value.shape, Array.from({ length: value.shape.reduce((a, c) => a * c) }, normal)),
    ]),
  );
  const executable = await load(program, { device: 'cpu', threads: 2 });
  const results = program.outputs.map(({ value }) => tensor(value.dtype, value.shape));
  await executable.run(
    program.inputs.map(({ name }) => feeds[name]!),
    results,
  );
  await executable.release();
  const expected = interpret(program, feeds);
  program.outputs.forEach(({ name }, i) => {
    const [found, wanted] = [results[i]!.data as Float32Array, expected[name]!.data];
    const largest = Math.max(...wanted.map(Math.abs));
    found.forEach((value, at) => expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-6 * largest));
  });
  return [...channelFusions(program)]
    .map(([{ prim }, { taken }]) => `${prim} ${taken.map((one) => one.prim).join(' ')}`)
    .sort();
}

describe('what is done channel by channel', () => {
  it('is a scale and a shift in one', async () => {
    expect(await fused((b, { x }, { p, q }) => [b.relu(b.add(b.mul(x, p), q))])).toEqual(['relu mul add']);
    expect(await fused((b, { x }, { p, q }) => [b.sub(b.mul(p, x), q), b.add(q, b.mul(x, q))])).toEqual([
      'add mul',
      'sub mul',
    ]);
  });

  it('is the gradient of batch norm in two', async () => {
    expect(await fused((b, { x, y }, { p, q, r }) => [b.sub(b.sub(b.mul(x, p), q), b.mul(y, r))])).toEqual([
      'sub mul sub mul',
    ]);
  });

  it('is the sum or the mean of a product', async () => {
    expect(
      await fused((b, { x, y }) => [
        b.sum(b.mul(x, y), [1, 2], true),
        b.mean(b.mul(x, x), [1, 2], true),
        b.sum(b.mul(y, y), [2, 1], false),
      ]),
    ).toEqual(['mean mul', 'sum mul', 'sum mul']);
  });

  it('stays apart where something else needs what is between, or channels are no channels', async () => {
    // read twice; an output
    expect(
      await fused((b, { x }, { p, q }) => {
        const [twice, output] = [b.mul(x, p), b.mul(x, q)];
        return [b.add(b.mul(b.exp(twice), b.exp(twice)), twice), output, b.add(output, q)];
      }),
    ).toEqual([]);
    // sums over channels, over some of the axes only, of one value alone; a factor for each row; a channel too short
    expect(
      await fused((b, { x, y }) => [
        b.sum(b.mul(x, y), [0, 1], true),
        b.sum(b.mul(x, y), [1], true),
        b.sum(x, [1, 2], true),
      ]),
    ).toEqual([]);
    expect(
      await fused((b, { x }) => {
        const row = b.slice(x, [0, 0, 0], [3, 48, 1], [1, 1, 1]);
        return [b.add(b.mul(x, row), row)];
      }),
    ).toEqual([]);
  });
});
