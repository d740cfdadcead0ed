import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import { interpret } from '../../../ir/interpret.ts';
import { randomStream } from '../../../ir/random.ts';
import type { Lowering } from '../../../layers/define.ts';
import { layerOf } from '../../../layers/index.ts';
import { simplify } from '../../../passes/simplify.ts';
import { resolveSettings } from '../../../settings.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type Tensor, tensor, type TensorType } from '../../../types/tensor.ts';
import { written } from '../lower.ts';

const [ROWS, STEPS, FEATURES, UNITS] = [2, 4, 3, 5];

/** A layer as a program, with numbers for its inputs. `states`: how many starts it is given. */
function layerProgram(type: string, more: object, states: number, masked = false) {
  const layer = layerOf(type)!;
  const { settings } = resolveSettings(layer.settings, { units: UNITS, ...more });
  const b = new Builder();
  const types = [
    [STEPS, FEATURES],
    ...Array.from({ length: states }, () => [UNITS]),
    ...(masked ? [...Array.from({ length: layer.inputs.length - 2 - states }), [STEPS]] : []),
  ] as (number[] | undefined)[];
  const inputs = types.map((shape, i) => (shape ? b.input(`input ${i}`, 'float32', [ROWS, ...shape]) : undefined));
  const x: TensorType = { dtype: 'float32', shape: ['N', STEPS, FEATURES] };
  const weights = Object.fromEntries(
    Object.entries(layer.weights!([x], settings)).map(([name, { shape }]) => [name, b.input(name, 'float32', shape)]),
  );
  const lowering = { b, training: false, batch: ROWS } as unknown as Lowering;
  const outputs = [layer.lower(lowering, inputs as never, settings, weights)].flat();
  for (const [i, value] of outputs.entries()) b.output(`output ${i}`, value);
  const program = simplify(b.finish());
  const uniform = randomStream(1, type);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, value: { shape } }) => {
      const numbers = Array.from({ length: sizeOf(shape) }, () => 2 * uniform() - 1);
      return [
        name,
        tensor(
          'float32',
          shape,
          masked && shape.length === 2 && shape[1] === STEPS ? [1, 1, 1, 0, 1, 0, 0, 0] : numbers,
        ),
      ];
    }),
  );
  return { program, feeds, held: new Map(Object.keys(weights).map((name): [string, Tensor] => [name, feeds[name]!])) };
}

const cases = [
  ['LSTM', 'lstm', {}, 0],
  ['LSTM', 'lstm', { direction: 'both', returns: 'sequence', layers: 2 }, 0],
  ['LSTM', 'lstm', { bias: false, direction: 'backward', returns: 'sequence' }, 2],
  ['LSTM', 'lstm', {}, 1],
  ['GRU', 'gru', { returns: 'sequence' }, 1],
  ['GRU', 'gru', { reset: 'before', direction: 'backward' }, 0],
  ['GRU', 'gru', { bias: false, reset: 'before', returns: 'sequence' }, 0],
  ['RNN', 'simpleRnn', { direction: 'both', returns: 'sequence' }, 0],
  ['RNN', 'simpleRnn', { activation: 'relu', bias: false }, 1],
] as const;

it.each(cases)('%s is what %s is, %j, with %i starts', async (op, type, settings, states) => {
  const { program, feeds, held } = layerProgram(type, settings, states);
  const expected = interpret(program, feeds);
  for (const fixed of [held, undefined]) {
    const model = written(program, { fixed, recurrent: true });
    const kinds = new Set(model.graph.node!.map(({ opType }) => opType!));
    expect(kinds.has(op) && !kinds.has('Scan'), [...kinds].join()).toBe(true);
    // what is known is part of the model as the operator takes it
    expect(kinds.has('Split')).toBe(fixed === undefined && op !== 'RNN');
    const session = await ort.InferenceSession.create(model.finish(), { intraOpNumThreads: 1, logSeverityLevel: 4 });
    const given = Object.entries(feeds).filter(([name]) => !fixed?.has(name));
    const found = await session.run(
      Object.fromEntries(
        given.map(([name, { data, shape }]) => [`in ${name}`, new ort.Tensor('float32', data as Float32Array, shape)]),
      ),
    );
    for (const [name, { data }] of Object.entries(expected)) {
      const numbers = found[`out ${name}`]!.data as Float32Array;
      expect(
        numbers.every((value, i) => Math.abs(value - data[i]!) < 1e-5),
        name,
      ).toBe(true);
    }
    await session.release();
  }
});

it('a loop that skips padding stays one', () => {
  const { program, held } = layerProgram('gru', {}, 0, true);
  const kinds = written(program, { fixed: held, recurrent: true }).graph.node!.map(({ opType }) => opType);
  expect(kinds).toContain('Scan');
});
