import { expect, it } from 'vitest';
import { resolveSettings } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';
import { LOSSES } from './index.ts';

const float = (...shape: TensorType['shape']): TensorType => ({ dtype: 'float32', shape });
const whole = (...shape: TensorType['shape']): TensorType => ({ dtype: 'int32', shape });
const accepted = (prediction: TensorType, target: TensorType) =>
  LOSSES.filter(({ accepts, settings }) => !accepts(prediction, target, resolveSettings(settings, {}).settings)).map(
    ({ id }) => id,
  );
const PAIRED = LOSSES.filter(({ compares }) => compares === 'numbers' || compares === 'yes-or-no').map(({ id }) => id);

it('takes targets of the output’s shape, but for axes of one, or flat', () => {
  for (const [output, target] of [
    [float('N', 2, 3), float('N', 2, 3)],
    [float('N', 1), float('N')],
    [float('N'), float('N', 1)],
    [float('N', 1, 4, 5), whole('N', 4, 5)],
    [float('N', 6), float('N', 2, 3)],
  ] as const)
    expect(accepted(output, target), `${output.shape} and ${target.shape}`).toEqual(expect.arrayContaining(PAIRED));
});

it('refuses other shapes of as many numbers, with both', () => {
  for (const [output, target] of [
    [float('N', 3, 2), float('N', 2, 3)],
    [float('N', 4, 1, 3), float('N', 3, 4)],
    [float('N', 2, 2, 3), float('N', 4, 3)],
  ] as const)
    expect(accepted(output, target), `${output.shape} and ${target.shape}`).toEqual([]);
  const squares = LOSSES.find(({ id }) => id === 'meanSquaredError')!;
  expect(squares.accepts(float('N', 3, 2), float('N', 2, 3), {})).toMatchObject({
    expected: { values: { shape: 'N×3×2' } },
    received: 'N×2×3',
  });
});

it('takes class numbers and tokens in the shape of the output only', () => {
  expect(accepted(float('N', 6), whole('N', 6))).toEqual(expect.arrayContaining(PAIRED));
  for (const [output, target] of [
    [float('N', 6), whole('N', 2, 3)],
    [float('N', 2, 3), whole('N', 6)],
  ] as const)
    expect(
      accepted(output, target).filter((id) => PAIRED.includes(id)),
      String(target.shape),
    ).toEqual([]);
});

it('takes maps of labels of the size of the output’s rows only', () => {
  const labelled = ['crossEntropy', 'focal', 'negativeLogLikelihood', 'multiMargin'];
  expect(accepted(float('N', 8, 8, 3), whole('N', 8, 8))).toEqual(expect.arrayContaining(labelled));
  expect(accepted(float('N', 3), whole('N', 1)).filter((id) => labelled.includes(id))).toHaveLength(4);
  for (const target of [whole('N', 8, 7), whole('N', 64), whole('N'), whole('N', 1, 64), float('N', 8, 7, 3)])
    expect(accepted(float('N', 8, 8, 3), target), String(target.shape)).toEqual([]);
});
