/** A layer for which TensorFlow.js has no word, as a class printed from the primitives of its forward program. */
import { Builder } from '../../ir/builder.ts';
import { apply } from '../../ir/prims.ts';
import type { Value } from '../../ir/program.ts';
import type { Layer } from '../../layers/define.ts';
import type { Shape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { literal, Writer } from '../writer.ts';
import { expressions } from './primitives.ts';

/**
 * A program has numbers for shapes, the class must serve any batch: the program is built for a batch that is a prime which
 * divides no other dimension, so that the dimensions that follow the batch can be told from the others.
 */
const BATCHES = [100_003, 100_019, 100_043] as const;

function batchFor(inputs: readonly TensorType[]): number {
  return BATCHES.find((prime) => inputs.every(({ shape }) => shape.every((dim) => dim === 'N' || dim % prime !== 0)))!;
}

/** The class's source. It computes the layer as in evaluation. */
export function customLayer(className: string, layer: Layer, inputs: readonly TensorType[], settings: never): string {
  const batch = batchFor(inputs);
  const b = new Builder();
  const names = new Map<Value, string>();
  const numbers = (shape: TensorType['shape']): Shape => shape.map((dim) => (dim === 'N' ? batch : dim));
  const operands = inputs.map(({ dtype, shape }, i) => b.input(`input${i}`, dtype, numbers(shape)));
  operands.forEach((value, i) => names.set(value, `x${i}`));
  const specs = Object.entries(layer.weights?.(inputs, settings) ?? {});
  const weights = Object.fromEntries(specs.map(([name, { shape }]) => [name, b.input(name, 'float32', shape)]));
  for (const [name] of specs) names.set(weights[name]!, `this.${name}.read()`);
  const result = layer.lower({ b, training: false, uniform: () => b.fill(0.5), update: () => {} }, operands, settings, weights);
  const last = 'id' in result ? result : result[0]!;

  const w = new Writer();
  w.line(`/** ${layer.title}: ${layer.doc}`.split('\n')[0]!.concat(' */'));
  w.block(`export class ${className} extends tf.layers.Layer {`, () => {
    w.line(`static className = ${literal(className)};`);
    for (const [name] of specs) w.line(`private ${name}!: tf.LayerVariable;`);
    w.line().block('override build(): void {', () => {
      for (const [name, { shape, initializer }] of specs)
        w.line(`this.${name} = this.addWeight('${name}', ${literal(shape)}, 'float32', tf.initializers.${initializer.type === 'ones' ? 'ones' : initializer.type === 'zeros' ? 'zeros' : 'heUniform'}({}));`);
      w.line('this.built = true;');
    });
    const outShape = layer.infer(inputs, settings);
    const shape = 'rejected' in outShape ? [] : outShape[0]!.shape.map((dim) => (dim === 'N' ? null : dim));
    w.line().block('override computeOutputShape(): tf.Shape {', () => w.line(`return ${literal(shape)};`));
    w.line().block('override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {', () => {
      w.line(`const [${operands.map((_, i) => `x${i}`).join(', ')}] = (Array.isArray(inputs) ? inputs : [inputs]) as [${operands.map(() => 'tf.Tensor').join(', ')}];`);
      w.line('const batch = x0.shape[0]!;');
      const print = (dims: Shape) => `[${dims.map((dim) => (dim % batch !== 0 ? dim : dim === batch ? 'batch' : `${dim / batch} * batch`)).join(', ')}]`;
      for (const equation of b.equations) {
        const printed = apply(expressions, equation, equation.inputs.map((value) => names.get(value)!), { shape: print, shapes: equation.inputs.map((v) => v.shape) });
        equation.outputs.forEach((output, i) => {
          names.set(output, `v${output.id}`);
          w.line(`const v${output.id} = ${typeof printed === 'string' ? printed : printed[i]};`);
        });
      }
      w.line(`return ${names.get(last)};`);
    });
  });
  return w.toString();
}
