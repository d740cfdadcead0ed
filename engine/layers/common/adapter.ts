/**
 * Low-rank adapters (LoRA, Hu et al. 2021): a layer's matrices stay as they are and each gets a product of two narrow ones added, which
 * alone learns. Names and layout are those of Hugging Face's PEFT: `lora_A.weight` [rank, inputs], `lora_B.weight` [outputs, rank],
 * with the axes of a kernel at A's end.
 */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import type { Shape } from '../../types/shape.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Layer, WeightSpec, WeightSpecs } from '../define.ts';
import { summary } from './summary.ts';

/** The largest rank of an adapter. */
export const MOST_RANK = 1024;

export interface Adapter {
  readonly rank: number;
  /** What the product is multiplied with before it is added; PEFT's `lora_alpha` over the rank. */
  readonly scale: number;
}

/** The names of the two matrices of a weight. */
export const adapterNames = (weight: string): readonly [a: string, b: string] => {
  const before = weight === 'weight' ? '' : `${weight}.`;
  return [`${before}lora_A.weight`, `${before}lora_B.weight`];
};
/** Whether a weight of a layer belongs to an adapter. */
export const isAdapter = (weight: string): boolean => /(^|\.)lora_[AB]\.weight$/.test(weight);

/** Matrices and kernels; what runs along one axis alone has no rank to speak of. */
export const isAdapted = (name: string, { shape, role = 'weight' }: WeightSpec): boolean =>
  role === 'weight' && shape.length >= 2 && !isAdapter(name);

/** The shapes of the two; `transposed`: the weight lies as inputs×outputs. */
export function adapterShapes(shape: Shape, rank: number, transposed: boolean): readonly [a: Shape, b: Shape] {
  const [outputs, inputs] = transposed ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
  const kernel = shape.slice(2);
  return [
    [rank, inputs, ...kernel],
    [outputs, rank, ...kernel.map(() => 1)],
  ];
}

const isTransposed = (settings: Readonly<Record<string, unknown>>, shape: Shape): boolean =>
  settings.transposed === true && shape.length === 2;

/** The weight with what its adapter adds. */
function adapted(b: Builder, weight: Value, a: Value, c: Value, scale: number, transposed: boolean): Value {
  const [rank, outputs] = [a.shape[0]!, c.shape[0]!];
  const product = b.mul(b.matmul(b.reshape(c, [outputs, rank]), b.reshape(a, [rank, sizeOf(a.shape) / rank])), scale);
  return b.add(weight, transposed ? b.transpose(product, [1, 0]) : b.reshape(product, weight.shape));
}

const known = new WeakMap<Layer, Map<string, Layer>>();

/** The layer with adapters on all its matrices. */
export function withAdapter(layer: Layer, adapter: Adapter): Layer {
  const all = known.get(layer) ?? new Map<string, Layer>();
  known.set(layer, all);
  const key = `${adapter.rank}/${adapter.scale}`;
  const wrapped = all.get(key) ?? wrap(layer, adapter);
  all.set(key, wrapped);
  return wrapped;
}

function wrap(layer: Layer, { rank, scale }: Adapter): Layer {
  const { spell: _, torch: _torch, weights: own = () => ({}), ...rest } = layer;
  return {
    ...rest,
    summary: (settings) => [layer.summary(settings), summary('adapter', 'LoRA {{rank}}', { rank })],
    weights(inputs, settings) {
      const specs = own(inputs, settings);
      return { ...specs, ...adaptersOf(specs, settings, rank) };
    },
    lower(ctx, inputs, settings, weights) {
      const { b } = ctx;
      const whole = Object.fromEntries(
        Object.entries(weights).flatMap(([name, weight]) => {
          if (isAdapter(name)) return [];
          const [a, c] = adapterNames(name).map((one) => weights[one]);
          const together = a && c ? adapted(b, weight, a, c, scale, isTransposed(settings, weight.shape)) : weight;
          return [[name, together]];
        }),
      );
      return layer.lower(ctx, inputs, settings, whole);
    },
  };
}

/** As PEFT starts them: A as a dense layer of PyTorch, B with zeros, so that nothing is added at first. */
function adaptersOf(specs: WeightSpecs, settings: Readonly<Record<string, unknown>>, rank: number): WeightSpecs {
  return Object.fromEntries(
    Object.entries(specs).flatMap(([name, spec]): [string, WeightSpec][] => {
      if (!isAdapted(name, spec)) return [];
      const [a, b] = adapterShapes(spec.shape, rank, isTransposed(settings, spec.shape));
      const [first, second] = adapterNames(name);
      const bound = sizeOf(a.slice(1)) ** -0.5;
      return [
        [first, { shape: a, initializer: { type: 'uniform', settings: { low: -bound, high: bound } } }],
        [second, { shape: b, initializer: { type: 'zeros' } }],
      ];
    }),
  );
}

/** The weight with what its adapter adds, as numbers in the weight's own array order. */
export function mergedWeight(
  weight: Float32Array,
  shape: Shape,
  [a, b]: readonly [a: ArrayLike<number>, b: ArrayLike<number>],
  { rank, scale }: Adapter,
  transposed: boolean,
): Float32Array {
  const merged = Float32Array.from(weight);
  const outputs = transposed ? shape[1]! : shape[0]!;
  const inputs = sizeOf(shape) / outputs;
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += b[output * rank + r]! * a[r * inputs + input]!;
      merged[transposed ? input * outputs + output : output * inputs + input]! += scale * sum;
    }
  return merged;
}
