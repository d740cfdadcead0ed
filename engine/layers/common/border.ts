/** Borders that follow from what they surround: mirrored, repeated at the edge, or continued from the other side. */
import type { Builder } from '../../ir/builder.ts';
import type { Window } from '../../ir/prims.ts';
import type { Value } from '../../ir/program.ts';
import { choice } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { reject, type Rejection, sampleShape, THIS } from '../define.ts';
import type { TensorType } from '../../types/tensor.ts';
import { partAlong } from './axes.ts';
import { phrase, verbatim } from '../../phrases.ts';

export type Border = 'reflect' | 'replicate' | 'circular';
export const BORDER_NAMES = { reflect: 'Mirror', replicate: 'Edge', circular: 'Around' } as const satisfies Record<
  Border,
  string
>;

/** What a convolution's padding holds. */
export const borderSetting = {
  border: choice(['zeros', 'reflect', 'replicate', 'circular'], {
    label: 'Border',
    default: 'zeros',
    doc: 'What the padding holds: zeros, the mirrored inside, the repeated edge, or what lies at the other side.',
    names: { zeros: 'Zeros', ...BORDER_NAMES },
    when: { padding: ['same', 'explicit'] },
  }),
};

/** The axis does not have enough for such a border. */
export const tooWide = (border: Border, length: number, [before, after]: readonly [number, number]): boolean =>
  border === 'reflect' ? Math.max(before, after) >= length : border === 'circular' && Math.max(before, after) > length;

/** x with a border before and after, along one axis. */
export function withBorder(
  b: Builder,
  x: Value,
  axis: number,
  [before, after]: readonly [number, number],
  border: Border,
): Value {
  const size = x.shape[axis]!;
  const part = (from: number, to: number) => partAlong(b, x, axis, from, to);
  const edge = (at: number, times: number) => b.broadcast(part(at, at + 1), x.shape.with(axis, times));
  const sides = {
    reflect: [() => b.reverse(part(1, before + 1), [axis]), () => b.reverse(part(size - 1 - after, size - 1), [axis])],
    replicate: [() => edge(0, before), () => edge(size - 1, after)],
    circular: [() => part(size - before, size), () => part(0, after)],
  } as const satisfies Record<Border, readonly [() => Value, () => Value]>;
  const [left, right] = sides[border];
  return b.concat([...(before > 0 ? [left()] : []), x, ...(after > 0 ? [right()] : [])], axis);
}

/** Refuses a window's padding that the border cannot fill. */
export function expectBorder(x: TensorType, { padding }: Window, border: 'zeros' | Border): Rejection | undefined {
  const lengths = sampleShape(x).slice(1);
  if (border === 'zeros' || !lengths.some((length, axis) => tooWide(border, length, padding[axis]!))) return undefined;
  return reject(
    'bad-setting',
    {
      expected: phrase('zeros-as-too-small', { shape: formatShape(lengths) }),
      received: verbatim(border),
    },
    {
      setting: 'border',
      repairs: [
        { title: phrase('pad-with-zeros'), actions: [{ kind: 'set', node: THIS, setting: 'border', value: 'zeros' }] },
      ],
    },
  );
}

/** What a window slides over, and how: zeros are the window's own padding, another border is laid around x first. */
export function padded(
  b: Builder,
  x: Value,
  window: Window,
  border: 'zeros' | Border,
): { readonly x: Value; readonly window: Window } {
  if (border === 'zeros') return { x, window };
  return {
    x: window.padding.reduce((y, sides, axis) => withBorder(b, y, axis + 2, sides, border), x),
    window: { ...window, padding: window.padding.map(() => [0, 0] as const) },
  };
}
