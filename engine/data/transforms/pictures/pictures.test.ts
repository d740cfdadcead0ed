/** Transforms of pictures beside torchvision's numbers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../settings.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { Column } from '../../define.ts';
import { transformOf } from '../../index.ts';

const fixtures = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../../test/conformance/fixtures/augment.json'), 'utf8'),
) as {
  readonly colour: number[];
  readonly mask: number[];
  readonly normalized: number[];
  readonly transformed: Record<string, number[]>;
  readonly transformedMask: Record<string, number[]>;
};
const [WIDTH, HEIGHT] = [18, 14];
const image: Column = { name: 'image', kind: 'image', shape: [3, HEIGHT, WIDTH], dtype: 'float32', range: [0, 255] };
const mask: Column = { name: 'mask', kind: 'category', shape: [HEIGHT, WIDTH], dtype: 'int32' };

/** Two rows: the picture, and black. */
const rowsOf = (numbers: readonly number[], { dtype, shape }: Column): Tensor => {
  const all = [...numbers, ...numbers.map(() => 0)];
  return {
    dtype,
    shape: [2, ...shape],
    data: dtype === 'int32' ? Int32Array.from(all) : Float32Array.from(all),
  } as Tensor;
};
function apply(type: string, given: Record<string, unknown>, column: Column, numbers: readonly number[]): Tensor {
  const transform = transformOf(type)!;
  const { settings } = resolveSettings(transform.settings, given);
  const after = transform.column(column, settings);
  const batch = transform.apply(rowsOf(numbers, column), settings, {});
  expect(batch.shape).toEqual([2, ...('shape' in after ? after.shape : [])]);
  expect(batch.data.subarray(batch.data.length / 2).every((value: number) => value === 0)).toBe(true);
  return batch;
}
const furthest = (a: Tensor, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(value - a.data[i]!)));

describe('pictures and masks', () => {
  it.each([
    ['smaller', 'resize', { height: 6, width: 7 }],
    ['larger', 'resize', { height: 20, width: 31 }],
    ['flat', 'resize', { height: 5, width: 30 }],
    ['fit', 'resize', { height: 9, width: 9, fit: 'fit' }],
    ['fill', 'resize', { height: 7, width: 7, fit: 'crop' }],
    ['cropped', 'crop', { height: 8, width: 10 }],
    ['padded', 'crop', { height: 16, width: 20 }],
  ] as const)('%s as torchvision has them', (name, type, settings) => {
    expect(furthest(apply(type, settings, image, fixtures.colour), fixtures.transformed[name]!)).toBeLessThan(1e-3);
    const found = apply(type, settings, mask, fixtures.mask);
    expect(Array.from(found.data.subarray(0, found.data.length / 2))).toEqual(fixtures.transformedMask[name]!);
  });
});

it('channels are normalized, and come back', () => {
  const transform = transformOf('normalize')!;
  const { settings } = resolveSettings(transform.settings, {});
  const scaled = fixtures.colour.map((value) => value / 255);
  const found = transform.apply(rowsOf(scaled, image), settings, {});
  expect(furthest(found, fixtures.normalized)).toBeLessThan(1e-4);
  expect(furthest(transform.undo!(found, settings, {}), scaled)).toBeLessThan(1e-6);
});

it('grey is of one channel, and masks and rows of numbers have none', () => {
  const found = apply('grey', {}, image, fixtures.colour);
  const [r, g, b] = [0, 1, 2].map((channel) => fixtures.colour[channel * WIDTH * HEIGHT + 5]!) as [
    number,
    number,
    number,
  ];
  expect(found.data[5]).toBeCloseTo(0.299 * r + 0.587 * g + 0.114 * b, 4);
  const refused = (type: string, column: Column, settings = {}) =>
    'expected' in transformOf(type)!.column(column, resolveSettings(transformOf(type)!.settings, settings).settings);
  expect(refused('grey', mask)).toBe(true);
  expect(refused('resize', { ...image, kind: 'number', shape: [5] })).toBe(true);
  expect(refused('normalize', image, { mean: [1, 2] })).toBe(true);
  expect(refused('normalize', image, { deviation: [1, 0, 1] })).toBe(true);
});
