/** Transforms of columns give what scikit-learn and pandas give (`make_transform_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Column } from '../../engine/data/define.ts';
import { transformOf } from '../../engine/data/index.ts';
import { hashOf } from '../../engine/data/transforms/common/hashing.ts';
import { resolveSettings } from '../../engine/settings.ts';
import type { Tensor } from '../../engine/types/tensor.ts';

interface Case {
  readonly transform: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly column?: string;
  readonly classes?: readonly string[];
  readonly days?: true;
  readonly fit?: readonly (number | null)[];
  readonly rows: readonly (number | null)[];
  readonly made: readonly number[];
  readonly back?: readonly number[];
}
const { cases, hashes } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'transforms.json'), 'utf8'),
) as { cases: readonly Case[]; hashes: Readonly<Record<string, number>> };

const PART = 64;
/** Values as batches of rows of one number. */
function* batches(values: readonly (number | null)[]): Generator<Tensor> {
  for (let at = 0; at < values.length; at += PART) {
    const data = Float32Array.from(values.slice(at, at + PART), (value) => value ?? Number.NaN);
    yield { dtype: 'float32', shape: [data.length], data };
  }
}
const close = (given: ArrayLike<number>, wanted: readonly number[], least = 1) => {
  expect(given.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    const distance = Math.abs(given[i]! - value) / Math.max(least, Math.abs(value));
    expect(distance, `${given[i]}, not ${value}`).toBeLessThan(2e-5);
  });
};

test.each(cases.map((one) => [`${one.transform} ${JSON.stringify(one.settings)} ${one.column ?? ''}`, one] as const))(
  '%s',
  (_, { transform: type, settings: given, classes, days, fit: rows = [], rows: more, made, back }) => {
    const transform = transformOf(type)!;
    const { settings } = resolveSettings(transform.settings, given);
    const before: Column = classes
      ? { name: 'x', kind: 'category', shape: [], dtype: 'int32', classes }
      : { name: 'x', kind: 'number', shape: [], dtype: 'float32', ...(days && { days }) };
    const raw: Tensor = classes
      ? { dtype: 'int32', shape: [more.length], data: Int32Array.from(more as number[]) }
      : [...batches(more)].reduce((a, b) => ({
          dtype: 'float32',
          shape: [a.shape[0]! + b.shape[0]!],
          data: Float32Array.of(...a.data, ...b.data),
        }));
    // what is learned is kept as JSON
    const fit = JSON.parse(JSON.stringify(transform.fit?.(batches(rows), settings, before) ?? {}));
    const after = transform.apply(raw, settings, fit);
    close(after.data, made);
    const column = transform.column(before, settings);
    expect(after.shape.slice(1)).toEqual('shape' in column ? column.shape : 'refused');
    // values far out are bent back from numbers that float32 has rounded
    if (back) close(transform.undo!(after, settings, fit).data, back, 20);
  },
);

test('words have the hashes that they have elsewhere', () => {
  // scikit-learn takes them by the largest prime below 2³¹
  for (const [word, hash] of Object.entries(hashes)) expect(hashOf(word) % (2 ** 31 - 1), word).toBe(hash);
});
