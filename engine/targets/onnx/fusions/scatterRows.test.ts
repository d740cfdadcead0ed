/** Rows scattered into a table are added up in their order, whatever falls on one row, on more threads than there are processors. */
import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import { interpret } from '../../../ir/interpret.ts';
import { randomStream } from '../../../ir/random.ts';
import { load } from '../../../node/onnx/load.ts';
import { sizeOf, type Shape } from '../../../types/shape.ts';
import { tensor } from '../../../types/tensor.ts';
import { PART, rowScatters } from './scatterRows.ts';

async function scatter(places: Shape, row: Shape, size: number, place: (i: number) => number, runs = 1) {
  const b = new Builder();
  const shapes = { places, rows: [...places, ...row] };
  b.output(
    'table',
    b.emit(
      'scatterAdd',
      { axis: 0, size },
      b.input('places', 'int32', shapes.places),
      b.input('rows', 'float32', shapes.rows),
    ),
  );
  const program = b.finish();
  expect(rowScatters(program).size).toBe(1);
  const uniform = randomStream(2, 'rows');
  const feeds = {
    places: tensor(
      'int32',
      places,
      Array.from({ length: sizeOf(places) }, (_, i) => place(i)),
    ),
    rows: tensor(
      'float32',
      shapes.rows,
      Array.from({ length: sizeOf(shapes.rows) }, () => uniform() - 0.5),
    ),
  };
  const executable = await load(program, { device: 'cpu', threads: 4 });
  const results: (readonly number[])[] = [];
  for (let i = 0; i < runs; i++) {
    const table = tensor('float32', [size, ...row]);
    await executable.run([feeds.places, feeds.rows], [table]);
    results.push([...(table.data as Float32Array)]);
  }
  await executable.release();
  return { results, expected: [...interpret(program, feeds, { precision: 'float64' }).table!.data] };
}

it.each<readonly [string, Shape, Shape]>([
  ['one part', [6, 2], [3]],
  ['several parts, the last of them shorter', [3, 1001], [40]],
  ['rows that are larger than a part', [3], [PART + 1]],
  ['numbers', [700], []],
  ['matrices', [50], [30, 40]],
])('%s', async (_, places, row) => {
  const { results, expected } = await scatter(places, row, 5, (i) => (3 * i) % 4);
  results[0]!.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-4));
});

it('all on one row, a part as large as can be: always the same bits', async () => {
  const { results, expected } = await scatter([Math.floor(PART / 8)], [8], 2, () => 1, 200);
  results[0]!.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-3));
  for (const result of results) expect(result).toEqual(results[0]);
});
