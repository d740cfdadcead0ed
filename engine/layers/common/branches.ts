/** What layers share that join branches: maps of other sizes are refused, or brought to one size. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { all, type Phrase, phrase } from '../../phrases.ts';
import { choice, type SettingsOf } from '../../settings.ts';
import type { Dim } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { reject, type Rejection, THIS } from '../define.ts';
import { linearTable, mixAlong } from './resample.ts';

export const branchSettings = {
  otherSizes: choice(['equal', 'crop', 'pad', 'resize'], {
    label: 'Other sizes',
    default: 'equal',
    doc:
      'What becomes of maps of other sizes, as where a pooling left a pixel over: they are refused, cropped around their middle to the ' +
      'smallest, padded with zeros to the largest, or resized along lines to the size of the first.',
    names: { equal: 'Refused', crop: 'Cropped', pad: 'Padded', resize: 'Resized' },
  }),
};
type Sizes = SettingsOf<typeof branchSettings>['otherSizes'];

export interface Joining {
  /** Where a misfit is shown. */
  readonly port: string;
  readonly expected: Phrase;
  /** The axis along which they are joined, which may differ. */
  readonly joined?: number;
  /** Axes of size 1 stretch, and need no other size. */
  readonly stretches?: boolean;
}

/** The axes behind the channels, in which the branches may be brought to one size, with this size. */
function commonSizes(
  shapes: readonly (readonly Dim[])[],
  sizes: Sizes,
  { joined, stretches = false }: Pick<Joining, 'joined' | 'stretches'>,
): ReadonlyMap<number, number> {
  const [first] = shapes;
  if (sizes === 'equal' || shapes.some(({ length }) => length !== first!.length)) return new Map();
  return new Map(
    first!.flatMap((_, axis): [number, number][] => {
      const lengths = shapes.map((shape) => Number(shape[axis])).filter((length) => !stretches || length > 1);
      if (axis < 2 || axis === joined || lengths.length === 0) return [];
      const length = { crop: Math.min, pad: Math.max, resize: (one: number) => one }[sizes](...(lengths as [number]));
      return [[axis, length]];
    }),
  );
}

const isFitted = (length: Dim | undefined, { stretches = false }: Pick<Joining, 'stretches'>): boolean =>
  !(stretches && length === 1);

/** The types of the branches where they have been brought to one size. */
const fittedTypes = (inputs: readonly TensorType[], sizes: Sizes, joining: Joining): readonly TensorType[] => {
  const common = commonSizes(
    inputs.map(({ shape }) => shape),
    sizes,
    joining,
  );
  return inputs.map((type) => ({
    ...type,
    shape: type.shape.map((dim, axis) => (isFitted(dim, joining) ? (common.get(axis) ?? dim) : dim)),
  }));
};

/** What `join` makes of the branches, or why it makes nothing of them. */
export function joinBranches(
  inputs: readonly TensorType[],
  sizes: Sizes,
  joining: Joining,
  join: (inputs: readonly TensorType[]) => readonly TensorType[] | undefined,
): readonly TensorType[] | Rejection {
  const types = join(fittedTypes(inputs, sizes, joining));
  if (types) return types;
  const { expected, port } = joining;
  const shapes = all(inputs.map(formatType));
  if (sizes !== 'equal' || !join(fittedTypes(inputs, 'crop', joining)))
    return reject('branches-mismatch', { expected, shapes }, { port });
  const repair = (title: Phrase, value: Sizes) => ({
    title,
    actions: [{ kind: 'set', node: THIS, setting: 'otherSizes', value }] as const,
  });
  return reject(
    'sizes-mismatch',
    { expected, shapes, cause: phrase('sizes-differ') },
    {
      port,
      repairs: [
        repair(phrase('crop-to-smallest'), 'crop'),
        repair(phrase('pad-to-largest'), 'pad'),
        repair(phrase('resize-to-first'), 'resize'),
      ],
    },
  );
}

/** The branches, brought to one size. */
export function fitted(
  b: Builder,
  inputs: readonly Value[],
  sizes: Sizes,
  joining: Pick<Joining, 'joined' | 'stretches'> = {},
): readonly Value[] {
  const common = commonSizes(
    inputs.map(({ shape }) => shape),
    sizes,
    joining,
  );
  return inputs.map((x) =>
    [...common].reduce(
      (y, [axis, length]) => (isFitted(x.shape[axis], joining) ? withLength(b, y, axis, length, sizes) : y),
      x,
    ),
  );
}

/** Where a side is uneven, the pixel more is at the end. */
function withLength(b: Builder, x: Value, axis: number, length: number, sizes: Sizes): Value {
  const own = x.shape[axis]!;
  if (own === length) return x;
  if (sizes === 'resize') return mixAlong(b, x, axis, linearTable(own, length, false));
  const before = Math.floor(Math.abs(own - length) / 2);
  if (sizes === 'pad')
    return b.pad(
      x,
      x.shape.map((_, i) => (i === axis ? [before, length - own - before] : [0, 0])),
    );
  return b.slice(
    x,
    x.shape.map((_, i) => (i === axis ? before : 0)),
    x.shape.with(axis, before + length),
  );
}
