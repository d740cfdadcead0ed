import { describe, expect, it } from 'vitest';
import { distance } from '../../../../test/conformance/compare.ts';
import { runOnnx } from '../../../../test/conformance/onnx-run.ts';
import { Builder } from '../../../ir/builder.ts';
import { windowCount } from '../../../ir/infer.ts';
import { interpret } from '../../../ir/interpret.ts';
import { randomStream } from '../../../ir/random.ts';
import { sizeOf } from '../../../types/shape.ts';

const WIDTH = 6;

/** What a list of choices offers together: [1, 2] and [3] give [1, 3] and [2, 3]. */
const product = (choices: readonly (readonly number[])[]): number[][] =>
  choices.reduce<number[][]>((all, some) => all.flatMap((before) => some.map((one) => [...before, one])), [[]]);

describe('the gradients of a convolution over one wide image, whatever the stride leaves over', () => {
  // groups, filters: one product, several, depthwise
  it.each([
    [1, 2],
    [2, 4],
    [4, 4],
  ])('in %i groups, %i filters', async (groups, filters) => {
    for (const height of [4, 5]) {
      const b = new Builder();
      const x = b.input('x', 'float32', [1, 4, height, WIDTH]);
      for (const call of product([
        [1, 2, 3],
        [1, 2],
        [1, 2, 3],
        [1, 2],
        [1, 2],
        [0, 1],
        [0, 1],
      ])) {
        const [high, wide, down, across, dilation, above, below] = call as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        const params = {
          kernel: [high, wide],
          stride: [down, across],
          dilation: [dilation, 1],
          padding: [
            [above, below],
            [0, 0],
          ] as [number, number][],
          groups,
        };
        const places = [height, WIDTH].map((length, axis) => windowCount(length, params.kernel[axis]!, params, axis));
        if (places.some((count) => count < 1)) continue;
        const dy = b.input(`dy ${call.join()}`, 'float32', [1, filters, ...places]);
        b.output(`dw of ${JSON.stringify(params)}`, b.emit('convWeightGrad', params, x, dy));
        b.output(
          `dx of ${JSON.stringify(params)}`,
          b.emit(
            'convInputGrad',
            { ...params, inputSize: [height, WIDTH] },
            dy,
            b.input(`w ${call.join()}`, 'float32', [filters, 4 / groups, high, wide]),
          ),
        );
      }
      const program = b.finish();
      const uniform = randomStream(height, 'numbers');
      const feeds = Object.fromEntries(
        program.inputs.map(({ name, value: { shape } }) => [
          name,
          { shape, data: Array.from({ length: sizeOf(shape) }, () => Math.fround(2 * uniform() - 1)) },
        ]),
      );
      const expected = interpret(program, feeds);
      const actual = await runOnnx(program, feeds);
      for (const { name } of program.outputs)
        expect(distance(actual[name]!.data, expected[name]!.data), `height ${height}, ${name}`).toBeLessThan(1e-5);
    }
  });
});
