/** How weights start, and what holds them, as arguments of Keras. */
import type { WeightSpec } from '../../../layers/define.ts';
import { constraintOf, initializerOf } from '../../../learn/index.ts';
import { definitionName, phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import type { Node } from '../../../graph/document.ts';
import { literal, numberText, tuple } from '../../python/text.ts';
import { unsupported } from '../unsupported.ts';

type Settings = Readonly<Record<string, number>>;
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
  /** How the weight's axes lie, counted as ours. */
  readonly order: readonly number[];
}

const of = (name: string, args: Readonly<Record<string, string | undefined>> = {}): string =>
  `initializers.${name}(${Object.entries(args)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
    .join(', ')})`;
const between = (bound: number): string =>
  of('RandomUniform', { minval: numberText(-bound), maxval: numberText(bound) });
const around = (deviation: number): string => of('RandomNormal', { stddev: numberText(deviation) });
/** Those of the project's own, to which a weight is a matrix with a row for each unit. */
const own = (name: string, order: readonly number[], ...args: readonly string[]): string =>
  `custom.${name}(${[tuple(order.map(String)), ...args].join(', ')})`;

const RULES: Readonly<Record<string, (settings: Settings, fans: Fans) => string>> = {
  zeros: () => '"zeros"',
  ones: () => '"ones"',
  constant: ({ value }) => of('Constant', { value: numberText(value!) }),
  normal: ({ mean, deviation }) =>
    of('RandomNormal', { mean: mean === 0 ? undefined : numberText(mean!), stddev: numberText(deviation!) }),
  uniform: ({ low, high }) => of('RandomUniform', { minval: numberText(low!), maxval: numberText(high!) }),
  'truncated-normal': ({ mean, deviation, limit }) =>
    limit === 2
      ? of('TruncatedNormal', { mean: mean === 0 ? undefined : numberText(mean!), stddev: numberText(deviation!) })
      : `custom.TruncatedNormal(${[mean!, deviation!, limit!].map(numberText).join(', ')})`,
  orthogonal: ({ gain }, { order }) => own('Orthogonal', order, ...(gain === 1 ? [] : [numberText(gain!)])),
  identity: ({ gain }, { order }) => own('Identity', order, ...(gain === 1 ? [] : [numberText(gain!)])),
  dirac: ({ groups }, { order }) => own('Dirac', order, ...(groups === 1 ? [] : [numberText(groups!)])),
  sparse: ({ sparsity, deviation }, { order }) => own('Sparse', order, numberText(sparsity!), numberText(deviation!)),
  'xavier-uniform': (_, { fanIn, fanOut }) => between(Math.sqrt(6 / (fanIn + fanOut))),
  'xavier-normal': (_, { fanIn, fanOut }) => around(Math.sqrt(2 / (fanIn + fanOut))),
  'he-uniform': (_, { fanIn }) => between(Math.sqrt(6 / fanIn)),
  'he-normal': (_, { fanIn }) => around(Math.sqrt(2 / fanIn)),
  'lecun-uniform': (_, { fanIn }) => between(Math.sqrt(3 / fanIn)),
  'lecun-normal': (_, { fanIn }) => around(Math.sqrt(1 / fanIn)),
  'fan-in-uniform': (_, { fanIn }) => between(1 / Math.sqrt(fanIn)),
};
/** Those that Keras scales by the fans of a kernel, which are ours. Its normal ones are cut off at two deviations, ours are not. */
const SCALED: Readonly<Record<string, string>> = {
  'xavier-uniform': '"glorot_uniform"',
  'he-uniform': '"he_uniform"',
  'lecun-uniform': '"lecun_uniform"',
};

/** `scaled`: Keras knows the fans from the weight's shape. `order`: how its axes lie there. */
export function initializerText(spec: WeightSpec, scaled: boolean, order?: readonly number[]): string {
  const { type, settings: given = {} } = spec.initializer;
  if (scaled && Object.hasOwn(SCALED, type)) return SCALED[type]!;
  const known = initializerOf(type);
  if (!known || !Object.hasOwn(RULES, type))
    throw new UserError(
      unsupported(
        phrase('initializer-called', { title: known ? definitionName('initializers', known) : verbatim(type) }),
      ),
    );
  const [fanIn, fanOut] = spec.fan ?? [1, 1];
  return RULES[type]!(resolveSettings(known.settings, given).settings as Settings, {
    fanIn,
    fanOut,
    order: order ?? spec.shape.map((_, axis) => axis),
  });
}

/** `regularizers.L2(0.01)`; undefined where nothing is added for the node's weights. */
export function regularizerText({ regularization }: Pick<Node, 'regularization'>): string | undefined {
  const { l1 = 0, l2 = 0 } = regularization ?? {};
  if (l1 + l2 === 0) return undefined;
  if (l1 === 0) return `regularizers.L2(${numberText(l2)})`;
  return l2 === 0
    ? `regularizers.L1(${numberText(l1)})`
    : `regularizers.L1L2(l1=${numberText(l1)}, l2=${numberText(l2)})`;
}

/** What holds the norm of each unit, which is a place along our first axis. */
const CONSTRAINTS: Readonly<Record<string, (settings: Settings, axes: string) => string>> = {
  maxNorm: ({ limit }, axes) => `constraints.MaxNorm(${numberText(limit!)}, axis=${axes})`,
  nonNegative: () => 'constraints.NonNeg()',
  unitNorm: (_, axes) => `constraints.UnitNorm(axis=${axes})`,
};

export function constraintText(
  { constraint, frozen }: Pick<Node, 'constraint' | 'frozen'>,
  { shape }: WeightSpec,
  order: readonly number[] = shape.map((_, axis) => axis),
): string | undefined {
  if (!constraint || frozen) return undefined;
  const rule = constraintOf(constraint.type);
  const make = Object.hasOwn(CONSTRAINTS, constraint.type) ? CONSTRAINTS[constraint.type] : undefined;
  if (!rule || !make)
    throw new UserError(
      unsupported(
        phrase('constraint-called', {
          title: rule ? definitionName('constraints', rule) : verbatim(constraint.type),
        }),
      ),
    );
  const axes = order.flatMap((axis, at) => (axis > 0 || shape.length === 1 ? [at] : []));
  return make(
    resolveSettings(rule.settings, constraint.settings).settings as Settings,
    axes.length === 1 ? String(axes[0]) : literal(axes),
  );
}

const MATRIX = `class Matrix(initializers.Initializer):
    """What a weight starts with, made as a matrix with a row for each unit; \`order\` is how its axes lie in the weight."""

    def __init__(self, order, *about):
        self.order, self.about = order, about

    def __call__(self, shape, dtype=None):
        back = [self.order.index(axis) for axis in range(len(shape))]
        first = [shape[axis] for axis in back]
        rows = self.matrix(first[0], math.prod(first[1:]), first, *self.about)
        return ops.cast(ops.transpose(ops.reshape(ops.convert_to_tensor(rows), first), self.order), dtype or "float32")
`;

/** Classes of \`custom.py\`, by what initializers speak of. */
export const OWN_INITIALIZERS: Readonly<Record<string, string>> = {
  TruncatedNormal: `class TruncatedNormal(initializers.Initializer):
    """A normal distribution without what lies further out than so many deviations."""

    def __init__(self, mean, deviation, limit):
        self.mean, self.deviation, self.limit = mean, deviation, limit

    def __call__(self, shape, dtype=None):
        random = np.random.default_rng(int(ops.convert_to_numpy(keras.random.randint((), 0, 2**31 - 1))))
        values = random.standard_normal(shape)
        while (outside := np.abs(values) > self.limit).any():
            values[outside] = random.standard_normal(outside.sum())
        return ops.convert_to_tensor(self.mean + self.deviation * values, dtype or "float32")
`,
  Orthogonal: `class Orthogonal(Matrix):
    def matrix(self, rows, columns, shape, gain=1.0):
        return gain * initializers.Orthogonal()((rows, columns))
`,
  Identity: `class Identity(Matrix):
    def matrix(self, rows, columns, shape, gain=1.0):
        return gain * np.eye(rows, columns)
`,
  Dirac: `class Dirac(Matrix):
    def matrix(self, rows, columns, shape, groups=1):
        """Each output starts as a copy of its input."""
        whole = np.zeros(shape)
        each = shape[0] // groups
        for row in range(shape[0]):
            if row % each < shape[1]:
                whole[(row, row % each, *(size // 2 for size in shape[2:]))] = 1
        return whole
`,
  Sparse: `class Sparse(Matrix):
    def matrix(self, rows, columns, shape, sparsity, deviation):
        """A share of each column is zero."""
        random = np.random.default_rng(int(ops.convert_to_numpy(keras.random.randint((), 0, 2**31 - 1))))
        values = deviation * random.standard_normal((rows, columns))
        for column in range(columns):
            values[random.permutation(rows)[: math.ceil(sparsity * rows)], column] = 0
        return values
`,
};

/** Those that a source speaks of, behind what they stand on. */
export function ownInitializers(source: string): string[] {
  const used = Object.keys(OWN_INITIALIZERS).filter((name) => source.includes(`custom.${name}(`));
  const onMatrix = used.some((name) => OWN_INITIALIZERS[name]!.includes('(Matrix)'));
  return [...(onMatrix ? [MATRIX] : []), ...used.map((name) => OWN_INITIALIZERS[name]!)];
}
