/** Transforms one behind another, drawn by chance, on the columns of a table that is hard to read (`rents.ts`). */
import fc from 'fast-check';
import type { Document } from '../../engine/graph/document.ts';
import { rents } from './rents.ts';

interface Step {
  readonly type: string;
  readonly settings: object;
}

const step = (type: string, settings: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<Step> =>
  settings.map((of) => ({ type, settings: of }));
const between = (least: number, greatest: number) => fc.double({ min: least, max: greatest, noNaN: true });

/** What makes one number of one number. */
const ofNumbers = fc.oneof(
  step('standardize'),
  step('minMax', fc.record({ from: between(-2, 0), to: between(0.5, 3) })),
  step('robust', fc.record({ from: between(0.05, 0.4), to: between(0.6, 0.95) })),
  step('clip', fc.record({ least: between(-3, 0), greatest: between(0.5, 1000) })),
  step('scale', fc.record({ divisor: between(0.1, 300), subtract: between(-5, 5), divide: between(0.1, 30) })),
  step('log'),
  step('power'),
);
const gaps = step('impute', fc.record({ by: fc.constantFrom('mean', 'median', 'frequent', 'constant') }));
const numbers = fc.array(ofNumbers, { minLength: 1, maxLength: 4 });
const chain = (column: string, first: fc.Arbitrary<Step>) =>
  fc.tuple(first, numbers).map(([one, others]): [string, ...Step[]] => [column, one, ...others]);

const part = fc.oneof(
  numbers.map((steps): [string, ...Step[]] => ['Preis', ...steps]),
  chain('Zimmer', gaps),
  chain('Stufe', step('ordinal')),
);

/** Forty of them, the same every time, on rows that a column deals out. */
export const chains = (file: string): Document => {
  const parts = fc.sample(part, { numRuns: 40, seed: 20 });
  const document = rents(file, parts, parts.length);
  const optimizer = { type: 'adam', settings: {} };
  return {
    ...document,
    name: 'chains',
    data: { ...document.data, split: { ...document.data.split, method: 'column', by: 'Teil' } },
    training: { ...document.training, optimizer, learningRate: 0.001 },
  };
};
