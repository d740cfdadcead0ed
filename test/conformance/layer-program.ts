/** A layer's example as a whole program, for every test that runs layers. */
import { Builder } from '../../engine/ir/builder.ts';
import type { Value } from '../../engine/ir/program.ts';
import { normalFrom, randomStream } from '../../engine/ir/random.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { sizeOf } from '../../engine/types/shape.ts';

/** Three: with two samples batch norm gives plus and minus one whatever they are, and its gradient is all rounding. */
export const BATCH = 3;

/** The layer as a program of its inputs and weights: output, a random projection of it as loss, and the loss's gradients. */
export function layerProgram(layer: Layer, { inputs, settings: given = {}, below = 1 }: LayerExample) {
  const { settings } = resolveSettings(layer.settings, given);
  const b = new Builder();
  const uniform = randomStream(1, layer.id);
  const normal = normalFrom(uniform);
  const feeds: Record<string, { shape: readonly number[]; data: Float64Array }> = {};
  const declare = (name: string, dtype: 'float32' | 'int32' | 'bool', shape: readonly number[], draw: () => number): Value => {
    feeds[name] = { shape, data: Float64Array.from({ length: sizeOf(shape) }, draw) };
    return b.input(name, dtype, shape);
  };
  const x = inputs.map(({ dtype, shape }, i) =>
    declare(`x${i}`, dtype, shape.map((dim) => (dim === 'N' ? BATCH : dim)), dtype === 'int32' ? () => Math.floor(uniform() * below) : normal),
  );
  const specs = Object.entries(layer.weights?.(inputs, settings) ?? {});
  const weights = Object.fromEntries(specs.map(([name, { shape, role }]) => [name, declare(name, 'float32', shape, role === 'state' ? () => 0.5 + uniform() : normal)]));
  const seed = declare('@seed', 'int32', [], () => 7);
  let stream = 0;
  const result = layer.lower({ b, training: true, uniform: (shape) => b.randomUniform(seed, shape, stream++), update: () => {} }, x, settings, weights);
  const y = 'id' in result ? result : result[0]!;
  const loss = b.sum(b.mul(y, declare('projection', 'float32', y.shape, normal)));
  b.output('y', y);
  b.output('loss', loss);
  const learned = [...x.filter(({ dtype }) => dtype === 'float32'), ...specs.filter(([, { role }]) => role !== 'state').map(([name]) => weights[name]!)];
  const names = [...x.flatMap(({ dtype }, i) => (dtype === 'float32' ? [`x${i}`] : [])), ...specs.filter(([, { role }]) => role !== 'state').map(([name]) => name)];
  differentiate(b, loss, learned).forEach((gradient, i) => b.output(`d ${names[i]}`, gradient));
  return { program: b.finish(), feeds, names };
}
