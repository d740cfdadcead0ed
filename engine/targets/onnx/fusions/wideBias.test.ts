import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import { interpret } from '../../../ir/interpret.ts';
import { randomStream } from '../../../ir/random.ts';
import { load } from '../../../node/onnx/load.ts';
import { sizeOf } from '../../../types/shape.ts';
import { tensor } from '../../../types/tensor.ts';
import { wideBiases } from './wideBias.ts';

function product(columns: number, transposeB: boolean) {
  const b = new Builder();
  const shapes = { x: [5, 300, 4], w: transposeB ? [columns, 4] : [4, columns], bias: [columns] };
  const [x, w, bias] = Object.entries(shapes).map(([name, shape]) => b.input(name, 'float32', shape));
  b.output('y', b.add(b.matmul(x!, w!, { transposeB }), bias!));
  const uniform = randomStream(1, 'bias');
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      tensor(
        'float32',
        shape,
        Array.from({ length: sizeOf(shape) }, () => uniform() - 0.5),
      ),
    ]),
  );
  return { program: b.finish(), feeds };
}

it.each([true, false])(
  'the bias of many columns is one of the factors’ columns; transposed: %s',
  async (transposeB) => {
    const { program, feeds } = product(700, transposeB);
    expect(wideBiases(program).size).toBe(1);
    const y = tensor('float32', [5, 300, 700]);
    const executable = await load(program, { device: 'cpu', threads: 1 });
    await executable.run(
      program.inputs.map(({ name }) => feeds[name]!),
      [y],
    );
    await executable.release();
    const expected = interpret(program, feeds).y!.data;
    expect(y.data.every((v, i) => Math.abs(Number(v) - expected[i]!) < 1e-6)).toBe(true);
  },
);

it('that of fewer stays', () => expect(wideBiases(product(20, true).program).size).toBe(0));
