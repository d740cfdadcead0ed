/** Layers that put two or more tensors together number by number; shapes broadcast, as in NumPy. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import type { Value as Text } from '../../phrases.ts';
import { broadcastShapes, type Dim } from '../../types/shape.ts';
import type { SettingsOf } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import { branchSettings, fitted, joinBranches } from '../common/branches.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  type LayerSpec,
  type Port,
  reject,
  type Rejection,
} from '../define.ts';
import { phrase } from '../../phrases.ts';

interface About
  extends Pick<
    LayerSpec,
    'id' | 'title' | 'doc' | 'formula' | 'source' | 'keywords' | 'nonNegative' | 'spell' | 'torch'
  > {
  /** `two` ports where the order matters, else `many` wires into one. */
  readonly takes: 'two' | 'many';
  readonly summary: () => Text;
  apply(b: Builder, inputs: readonly Value[]): Value;
}

const MANY: readonly Port[] = [{ name: 'inputs', doc: 'Two or more; axes of size 1 stretch.', many: true }];
const TWO: readonly Port[] = [
  { name: 'a', doc: 'The first.' },
  { name: 'b', doc: 'The second; axes of size 1 stretch.' },
];

/** The shape to which all inputs stretch, or why there is none; `port` is where a misfit is shown. */
export function broadcastInputs(
  inputs: readonly TensorType[],
  port: string,
  sizes: SettingsOf<typeof branchSettings>['otherSizes'] = 'equal',
): readonly TensorType[] | Rejection {
  const odd = inputs.find(({ dtype }) => dtype !== 'float32');
  if (odd) return reject('dtype-mismatch', { expected: 'float32', received: odd.dtype }, { port });
  return joinBranches(inputs, sizes, { port, expected: phrase('broadcastable'), stretches: true }, (types) => {
    const shape = types
      .slice(1)
      .reduce<readonly Dim[] | undefined>((sum, x) => sum && broadcastShapes(sum, x.shape), types[0]!.shape);
    // of unequal rank, the batch of one would meet another axis of the other
    return shape && types.every((x) => x.shape.length === shape.length) ? [{ dtype: 'float32', shape }] : undefined;
  });
}

export function combination({ takes, summary, apply, spell, torch, ...about }: About): Layer {
  return defineLayer<typeof branchSettings>({
    ...about,
    family: 'shape',
    settings: branchSettings,
    inputs: takes === 'two' ? TWO : MANY,
    outputs: [{ name: 'output', doc: 'The shape to which all stretch.' }],
    summary,
    infer: (inputs, { otherSizes: sizes }) => broadcastInputs(inputs, takes === 'two' ? 'b' : 'inputs', sizes),
    lower: ({ b }, inputs, { otherSizes: sizes }) => apply(b, fitted(b, inputs, sizes, { stretches: true })),
    stepwise: (inputs, { otherSizes }) =>
      otherSizes === 'equal' && inputs.every((x) => x!.shape.length > 2 && x!.shape[1] === inputs[0]!.shape[1]),
    spell: (inputs, settings) => (settings.otherSizes === 'equal' ? (spell?.(inputs, {}) ?? {}) : {}),
    torch: (inputs, settings) => (settings.otherSizes === 'equal' ? torch?.(inputs, {}) : undefined),
    macs: (inputs, [y]) =>
      (inputs.length - 1) * y!.shape.reduce<number>((size, dim) => (dim === 'N' ? size : size * dim), 1),
    examples: EXAMPLES.filter(({ inputs }) => takes === 'many' || inputs.length === 2),
  });
}

const of = (...shape: number[]): TensorType => ({ dtype: 'float32', shape: ['N', ...shape] });
const EXAMPLES: readonly LayerExample[] = [
  { inputs: [of(4), of(4)], output: ['N', 4] },
  { inputs: [of(2, 3, 3), of(2, 1, 1)], output: ['N', 2, 3, 3] },
  { inputs: [of(1, 4), of(3, 1)], output: ['N', 3, 4] },
  { inputs: [of(3, 5), of(3, 5)], output: ['N', 3, 5], batch: 1 },
  { inputs: [of(1), of(1)], output: ['N', 1], batch: 5 },
  { inputs: [of(2), of(2), of(2)], output: ['N', 2] },
  { inputs: [of(1, 2, 2), of(3, 2, 2)], output: ['N', 3, 2, 2], batch: 2 },
  { inputs: [of(2, 5, 4), of(1, 4, 1)], settings: { otherSizes: 'crop' }, output: ['N', 2, 4, 4] },
  { inputs: [of(2, 3), of(2, 6)], settings: { otherSizes: 'pad' }, output: ['N', 2, 6] },
  { inputs: [of(2, 3, 4), of(2, 5, 2)], settings: { otherSizes: 'resize' }, output: ['N', 2, 3, 4], batch: 2 },
];
