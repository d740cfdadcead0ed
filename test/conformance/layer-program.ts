/**
 * A layer's example as a whole program, for every test that runs layers. All numbers come from a formula (the hash of
 * `ir/random.ts` over the feed's name), which `make_layer_fixtures.py` computes too, so that no inputs need to be kept.
 */
import { Builder } from '../../engine/ir/builder.ts';
import type { Program, Value } from '../../engine/ir/program.ts';
import { hashName, streamKey, uniformAt } from '../../engine/ir/random.ts';
import { formatProgram } from '../../engine/ir/text.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';
import type { TensorType } from '../../engine/types/tensor.ts';

/** Three where the example does not say: with two samples batch norm gives plus and minus one whatever they are, and its gradient is all rounding. */
export const batchOf = ({ batch = 3 }: LayerExample): number => batch;

/** How a feed's numbers follow from u, uniform in [0, 1). */
type Numbers =
  /** 4u - 2 */
  | 'spread'
  /** floor(5u) - 2: ties and zeros */
  | 'whole'
  /** 0.5 + u: for running statistics */
  | 'state'
  /** u: what the layer itself draws */
  | 'unit'
  /** floor(u · below) */
  | { readonly below: number };
const FORMULAS: Readonly<Record<string, (u: number) => number>> = {
  spread: (u) => 4 * u - 2,
  whole: (u) => Math.floor(5 * u) - 2,
  state: (u) => 0.5 + u,
  unit: (u) => u,
};

export interface Feed {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly numbers: Numbers;
}

function numbersOf(name: string, { shape, numbers }: Feed): Float64Array {
  const key = streamKey(1, hashName(name));
  const formula = typeof numbers === 'object' ? (u: number) => Math.floor(u * numbers.below) : FORMULAS[numbers]!;
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => formula(uniformAt(key, i)));
}

export interface LayerProgram {
  /** Outputs `y` (`y1` and so on where there are more), `next <state>`, `loss` (a fixed projection of the outputs, and the layer's own penalties) and `d <name>`. */
  readonly program: Program;
  readonly feeds: Record<string, { shape: Shape; data: Float64Array }>;
  /** What the feeds are made of. */
  readonly drawn: Readonly<Record<string, Feed>>;
  /** Inputs and weights with a gradient. */
  readonly names: readonly string[];
}

export interface Mode {
  readonly training?: boolean;
  /** What the float inputs are; weights are always spread. */
  readonly values?: 'spread' | 'whole';
}

export function layerProgram(
  layer: Layer,
  example: LayerExample,
  { training = true, values = 'spread' }: Mode = {},
): LayerProgram {
  const { inputs, below = 1 } = example;
  const { settings } = resolveSettings(layer.settings, example.settings ?? {});
  const b = new Builder();
  const drawn: Record<string, Feed> = {};
  const declare = (name: string, dtype: DType, shape: Shape, numbers: Numbers): Value => {
    drawn[name] = { dtype, shape, numbers };
    return b.input(name, dtype, shape);
  };
  // an optional input that the example leaves out is an empty place
  const places = (inputs as readonly (TensorType | undefined)[]).map(
    (type, i) =>
      type &&
      declare(
        `x${i}`,
        type.dtype,
        type.shape.map((dim) => (dim === 'N' ? batchOf(example) : dim)),
        type.dtype === 'float32' ? values : { below: type.dtype === 'bool' ? 2 : below },
      ),
  );
  const x = places as Value[];
  const specs = Object.entries(layer.weights?.(inputs, settings) ?? {});
  const weights = Object.fromEntries(
    specs.map(([name, { shape, role }]) => [
      name,
      declare(name, 'float32', shape, role === 'state' ? 'state' : 'spread'),
    ]),
  );
  let draws = 0;
  const penalties: Value[] = [];
  const result = layer.lower(
    {
      b,
      training,
      batch: batchOf(example),
      uniform: (shape) => declare(`uniform${draws++}`, 'float32', shape, 'unit'),
      update: (state, next) => b.output(`next ${state}`, next),
      penalty: (value) => void penalties.push(value),
    },
    x,
    settings,
    weights,
  );
  const outputs: readonly Value[] = 'id' in result ? [result] : result;
  outputs.forEach((y, i) => b.output(i === 0 ? 'y' : `y${i}`, y));
  const projected = outputs.map((y, i) =>
    b.sum(b.mul(b.cast(y, 'float32'), declare(`projection${i}`, 'float32', y.shape, 'spread'))),
  );
  const loss = [...projected, ...penalties].reduce((p, q) => b.add(p, q));
  b.output('loss', loss);
  const learned = [
    ...places.flatMap((value, i): [string, Value][] => (value?.dtype === 'float32' ? [[`x${i}`, value]] : [])),
    ...specs.flatMap(([name, { role }]): [string, Value][] => (role === 'state' ? [] : [[name, weights[name]!]])),
  ];
  differentiate(
    b,
    loss,
    learned.map(([, value]) => value),
  ).forEach((gradient, i) => b.output(`d ${learned[i]![0]}`, gradient));
  const feeds = Object.fromEntries(
    Object.entries(drawn).map(([name, feed]) => [
      name,
      { shape: feed.shape, data: numbersOf(`${layer.id}/${name}`, feed) },
    ]),
  );
  return { program: b.finish(), feeds, drawn, names: learned.map(([name]) => name) };
}

/** One run of a layer that has a fixture: an example, a mode, and what its values are. */
export interface LayerCase {
  readonly name: string;
  readonly example: LayerExample;
  readonly mode: Required<Mode>;
}

/** Every example on spread and on whole numbers, in training, and in evaluation where that is another program. */
export function layerCases(layer: Layer): LayerCase[] {
  return layer.examples.flatMap((example, i) => {
    const floats = example.inputs.some((type) => type?.dtype === 'float32');
    const text = (training: boolean) => formatProgram(layerProgram(layer, example, { training }).program);
    const modes = text(true) === text(false) ? [true] : [true, false];
    return (floats ? (['spread', 'whole'] as const) : (['spread'] as const)).flatMap((values) =>
      modes.map((training) => ({
        name: `${i} ${values}${training ? '' : ' evaluation'}`,
        example,
        mode: { training, values },
      })),
    );
  });
}

/** What a fixture must have been made from: if it was not, it is out of date. */
export function describeCase(layer: Layer, { name, example, mode }: LayerCase) {
  const { drawn, names, program } = layerProgram(layer, example, mode);
  return {
    name,
    settings: resolveSettings(layer.settings, example.settings ?? {}).settings,
    training: mode.training,
    feeds: drawn,
    gradients: names,
    states: program.outputs.flatMap((output) => (output.name.startsWith('next ') ? [output.name.slice(5)] : [])),
  };
}
