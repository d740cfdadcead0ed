/** What words of PyTorch have in common: windows and their padding. */
import type { Window } from '../../ir/prims.ts';
import type { TorchValue } from '../define.ts';

type Args = Readonly<Record<string, TorchValue | undefined>>;

/** One number where all are the same. */
export const each = (values: readonly number[]): number | readonly number[] =>
  values.every((value) => value === values[0]) ? values[0]! : values;
/** Left out where all are PyTorch's own default. */
export const unless = (values: readonly number[], usual: number): number | readonly number[] | undefined =>
  values.every((value) => value === usual) ? undefined : each(values);

/** F.pad wants the last axis first. */
export const sidesInTorch = (padding: Window['padding']): number[] => [...padding].reverse().flat();

/**
 * A window's stride, padding and dilation as arguments; `around` is what F.pad must put around the input first, where the padding
 * differs before and after.
 */
export function windowInTorch({ stride, padding, dilation }: Window): {
  readonly args: Args;
  readonly around?: number[];
} {
  const even = padding.every(([before, after]) => before === after);
  const args = {
    stride: unless(stride, 1),
    padding: even
      ? unless(
          padding.map(([before]) => before),
          0,
        )
      : undefined,
    dilation: unless(dilation, 1),
  };
  return even ? { args } : { args, around: sidesInTorch(padding) };
}
