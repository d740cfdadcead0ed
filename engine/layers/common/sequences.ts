/** What layers share that work on sequences, N×length×features, and on the last axis. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { reject, type Rejection, type WeightSpecs } from '../define.ts';
import { phrase } from '../../phrases.ts';

/** Refuses what is not float32, N×length×features. */
export function expectSequence(x: TensorType, port = 'input'): Rejection | undefined {
  if (x.dtype !== 'float32') return reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port });
  if (x.shape.length !== 3)
    return reject('rank-mismatch', { expected: phrase('sequence'), received: formatType(x) }, { port });
  return undefined;
}

/** x Wᵀ + b over the last axis; the weight is outputs × inputs, or inputs × outputs where it is transposed. */
export function linear(b: Builder, x: Value, weight: Value, bias?: Value, transposed = false): Value {
  const y = b.matmul(x, weight, { transposeB: !transposed });
  return bias ? b.add(y, bias) : y;
}

/** Layer norm over the last axis. */
export function normalized(b: Builder, x: Value, weight: Value, bias: Value, epsilon: number): Value {
  const [normal] = b.standardize(x, [x.shape.length - 1], epsilon);
  return b.add(b.mul(normal, weight), bias);
}

/** A part of x along one axis. */
export const partOf = (b: Builder, x: Value, axis: number, from: number, to: number): Value =>
  from === 0 && to === x.shape[axis]
    ? x
    : b.slice(
        x,
        x.shape.map((_, i) => (i === axis ? from : 0)),
        x.shape.with(axis, to),
      );

/** The weights of a part of a layer, under `prefix`: `self_attn.in_proj_weight`. */
export const under = (prefix: string, specs: WeightSpecs): WeightSpecs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${prefix}.${name}`, spec]));

/** The same the other way: what a part finds under its prefix, by its own names. */
export const within = (prefix: string, weights: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([name, value]) =>
      name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), value]] : [],
    ),
  );
