/** What transforms do within a program is what they do to rows outside of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Builder } from '../../ir/builder.ts';
import { interpret } from '../../ir/interpret.ts';
import { resolveSettings } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import { TRANSFORMS, transformOf } from '../index.ts';
import { notBelow } from '../units/lowered.ts';

const numbers = fc.integer({ min: -100_000, max: 100_000 }).map((number) => number / 16);
const gappy = fc.oneof({ weight: 4, arbitrary: numbers }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const classes = fc.integer({ min: -1, max: 3 });
const NAMES = ['a', 'b', 'c', 'missing'];

/** A transform with its settings, the shape of a row, and what stands in rows. */
const CASES: readonly (readonly [string, object, Shape, fc.Arbitrary<number>])[] = [
  ['impute', {}, [2], gappy],
  ['impute', { by: 'median', flag: true }, [3], gappy],
  ['impute', { by: 'constant', value: -1, flag: true }, [], gappy],
  ['impute', {}, [], classes],
  ['scale', { divisor: 4, subtract: 0.5, divide: 2 }, [2], gappy],
  ['standardize', { per: 'column' }, [2], numbers],
  ['standardize', { per: 'value' }, [2], gappy],
  ['standardize', { per: 'feature' }, [2, 3], numbers],
  ['standardize', { per: 'channel' }, [3, 2, 2], numbers],
  ['minMax', { from: -1, to: 3 }, [2], gappy],
  ['robust', { from: 0.1, to: 0.9 }, [2], gappy],
  ['power', {}, [2], gappy],
  ['log', {}, [2], gappy],
  ['clip', { least: -7, greatest: 90 }, [2], gappy],
  ['bucket', { buckets: 4 }, [], gappy],
  ['bucket', { buckets: 3, by: 'uniform' }, [], numbers],
  ['cyclic', { period: 365.2425 }, [2], gappy],
  ['cyclic', { period: 7 }, [], numbers],
  ['oneHot', { classes: 3 }, [], classes],
  ['oneHot', { classes: 4 }, [2], classes],
  ['ordinal', { unknown: -5 }, [], classes],
  ['hash', { buckets: 5 }, [], classes],
  ['grey', {}, [3, 2, 2], numbers],
  ['grey', {}, [1, 2, 2], numbers],
  ['threeChannels', {}, [1, 2, 2], numbers],
  ['threeChannels', {}, [3, 2, 2], numbers],
  ['normalize', { mean: [0.5, -1], deviation: [2, 0.3] }, [2, 1, 2], numbers],
  ['resize', { height: 2, width: 5 }, [2, 4, 3], numbers],
  ['resize', { height: 3, width: 3, fit: 'fit' }, [1, 2, 4], numbers],
  ['resize', { height: 3, width: 2, fit: 'crop' }, [1, 2, 4], numbers],
  ['resize', { height: 3, width: 5 }, [2, 4], classes],
  ['crop', { height: 2, width: 2, across: 0 }, [1, 3, 4], numbers],
  ['crop', { height: 5, width: 3 }, [3, 4], classes],
];

const ROWS = 4;
const within = (type: string, rows: Tensor, settings: never, fit: object): Tensor => {
  const b = new Builder();
  b.output('made', transformOf(type)!.lower!(b, b.input('rows', rows.dtype, rows.shape), settings, fit as never));
  return interpret(b.finish(), { rows }).made as unknown as Tensor;
};

describe('within a program', () => {
  it.each(CASES)('%s %j of %j is what it is outside', (type, given, row, values) => {
    const transform = transformOf(type)!;
    const settings = resolveSettings(transform.settings, given as Readonly<Record<string, unknown>>).settings;
    const whole = values === classes;
    const column: Column = whole
      ? { name: 'x', kind: 'category', shape: row, dtype: 'int32', classes: NAMES }
      : { name: 'x', kind: 'number', shape: row, dtype: 'float32' };
    const rowsOf = (data: readonly number[]): Tensor =>
      ({
        dtype: column.dtype,
        shape: [ROWS, ...row],
        data: whole ? Int32Array.from(data) : Float32Array.from(data),
      }) as Tensor;
    const size = ROWS * sizeOf(row);
    const some = fc.array(values, { minLength: size, maxLength: size });
    fc.assert(
      fc.property(some, some, (learned, data) => {
        const fit = transform.fit?.([rowsOf(learned)], settings, column) ?? {};
        const made = within(type, rowsOf(data), settings as never, fit);
        const expected = transform.apply(rowsOf(data), settings, fit);
        expect([made.dtype, made.shape]).toEqual([expected.dtype, expected.shape]);
        const largest = Array.from<number>(expected.data).reduce(
          (most, value) => Math.max(most, Math.abs(value) || 0),
          1,
        );
        for (const [i, value] of expected.data.entries())
          if (Number.isNaN(value)) expect(made.data[i]).toBeNaN();
          else expect(Math.abs(made.data[i]! - value)).toBeLessThanOrEqual(2e-6 * largest);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it('each transform of numbers, classes and pictures is there; texts, dates and sounds are not', () => {
    expect(TRANSFORMS.filter(({ lower }) => !lower).map(({ id }) => id)).toEqual([
      'dateParts',
      'lowerCase',
      'normalizeText',
      'tokenize',
      'bagOfWords',
      'truncate',
      'pad',
      'logMel',
    ]);
    const tried = new Set(CASES.map(([type]) => type));
    expect(TRANSFORMS.filter(({ id, lower }) => lower && !tried.has(id))).toEqual([]);
  });

  it('an edge between two numbers of single precision parts them as outside', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (edge) => {
        const near = Math.fround(edge);
        const found = notBelow(edge);
        expect(found).toBe(Math.fround(found));
        expect(near <= found && found >= edge).toBe(true);
        expect(found === near || near < edge).toBe(true);
      }),
    );
  });
});
