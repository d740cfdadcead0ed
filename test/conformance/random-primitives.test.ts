/** Random calls of every primitive: types, printing and parsing, simplification, gradients, ONNX Runtime, TensorFlow.js. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { formatProgram, parseProgram } from '../../engine/ir/text.ts';
import { verify } from '../../engine/ir/verify.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { distance, sameBits } from './compare.ts';
import { effort } from './effort.ts';
import { runOnnx } from './onnx-run.ts';
import { PRIMITIVES, type PrimitiveProgram, randomCall } from './primitives.ts';
import { runTfjs } from './tfjs-run.ts';

/** Says which program failed. */
async function about(program: Program, check: () => void | Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${formatProgram(program)}`, { cause: error });
  }
}

function simplifiesWithoutAChange(program: Program, feeds: Feeds): void {
  const before = interpret(program, feeds);
  const after = interpret(verify(simplify(program)), feeds);
  for (const { name } of program.outputs)
    expect(sameBits(after[name]!.data, before[name]!.data), `${name} after simplification`).toBe(true);
}

function differentiates({ program, feeds, smooth }: PrimitiveProgram): void {
  const run = () => interpret(program, feeds, { precision: 'float64' });
  const analytic = run();
  const step = 1e-6;
  for (const name of smooth) {
    const data = feeds[name]!.data as Float64Array;
    const gradient = analytic[`d ${name}`]!.data;
    const largest = gradient.reduce((top, g) => Math.max(top, Math.abs(g)), 1e-2);
    for (let i = 0; i < data.length; i += Math.max(1, Math.floor(data.length / 5))) {
      const at = data[i]!;
      data[i] = at + step;
      const above = run().loss!.data[0]!;
      data[i] = at - step;
      const below = run().loss!.data[0]!;
      data[i] = at;
      expect(Math.abs((above - below) / (2 * step) - gradient[i]!) / largest, `d ${name}[${i}]`).toBeLessThan(1e-6);
    }
  }
}

describe.each(PRIMITIVES)('%s', (prim) => {
  const property = (check: (call: PrimitiveProgram) => void | Promise<void>) =>
    fc.assert(
      fc.asyncProperty(fc.gen(), fc.integer({ min: 0, max: 1e6 }), async (g, seed) => {
        const call = randomCall(prim, g, seed);
        await about(call.program, () => check(call));
      }),
      effort(8, 200),
    );

  it('prints as text that parses back to it', () =>
    property(({ program }) => expect(parseProgram(formatProgram(verify(program)))).toEqual(program)));

  it('is simplified without the change of a bit', () =>
    property(({ program, feeds }) => simplifiesWithoutAChange(program, feeds)));

  it('has the gradient of finite differences', () => property(differentiates));

  it.each([
    ['ONNX Runtime', runOnnx],
    ['TensorFlow.js', runTfjs],
  ] as const)('computes on %s what the interpreter computes', (_, run) =>
    property(async ({ program, feeds }) => {
      const expected = interpret(program, feeds, { precision: 'float64' });
      const actual = await run(program, feeds);
      for (const { name } of program.outputs) {
        expect(actual[name]!.shape, name).toEqual([...expected[name]!.shape]);
        // the loss is a sum of many numbers around 1 that may cancel
        expect(distance(actual[name]!.data, expected[name]!.data, name === 'loss' ? 10 : 1), name).toBeLessThan(1e-5);
      }
    }),
  );
});
