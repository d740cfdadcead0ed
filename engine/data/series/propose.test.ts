import { expect, test } from 'vitest';
import { filesOfTable } from '../../../test/training/files-of-table.ts';
import { word } from '../../texts/index.ts';
import { proposalLines } from '../propose.ts';
import { proposeFirst, proposeSeries } from './propose.ts';

const MONTHS = 60;
const DATES = Array.from({ length: MONTHS }, (_, month) => Date.UTC(2000, month) / 86_400_000);
const column = { distinct: MONTHS, missing: 0, whole: false };
const date = { ...column, name: 'when', kind: 'date' } as const;
const number = { ...column, kind: 'number' } as const;
/** Two places, month by month. */
const PLACES = filesOfTable([
  { ...date, values: [...DATES, ...DATES] },
  { ...column, name: 'place', kind: 'category', distinct: 2, classes: ['here', 'there'], values: halves(0, 1) },
  { ...column, name: 'kind', kind: 'category', distinct: 2, classes: ['a', 'b'], values: halves(0, 0) },
  { ...number, name: 'rain', values: [...DATES, ...DATES] },
  { ...number, name: 'sales', values: [...DATES, ...DATES].map(Math.sin) },
]);
function halves(first: number, second: number): number[] {
  return [...new Array<number>(MONTHS).fill(first), ...new Array<number>(MONTHS).fill(second)];
}

test('of a table time, target and the column that tells series apart are found, and sizes by what a step is', async () => {
  const proposal = await proposeSeries(PLACES, 'a.csv', undefined, {});
  expect(proposal).toMatchObject({
    target: 'sales',
    series: { time: 'when', groups: ['place'] },
    inputs: ['sales', 'rain'],
    task: { kind: 'forecast', length: 10, horizon: 5 },
    rows: 2 * (MONTHS - 15 + 1),
    split: { method: 'order' },
    dataset: { type: 'series', settings: { file: 'a.csv', time: 'when', target: 'sales', group: 'place' } },
  });
  expect(proposalLines(proposal).map(word)).toContain('Each "place" is a series of its own.');
});

test('what a person says of it is kept', async () => {
  const wish = {
    groups: ['place', 'kind'],
    inputs: [],
    length: 6,
    horizon: 2,
    lead: 1,
    stride: 3,
    gaps: 'fill',
  } as const;
  const { dataset, inputs, rows, left } = await proposeSeries(PLACES, 'a.csv', 'rain', wish);
  expect(inputs).toEqual(['rain']);
  expect(left.map(({ name }) => name)).toEqual(['sales']);
  expect(rows).toBe(2 * Math.ceil((MONTHS - 9 + 1) / 3));
  expect(dataset.settings).toMatchObject({ lead: 1, stride: 3, gaps: 'fill', roles: { sales: 'none', kind: 'group' } });
});

test('a table of dates in even steps is looked at over time first, another row by row', async () => {
  const of = (dates: readonly number[]) =>
    proposeFirst(
      filesOfTable([
        { ...date, values: dates },
        { ...number, name: 'a', values: DATES.map(Math.sin) },
        { ...number, name: 'b', values: DATES.map(Math.cos) },
      ]),
      'a.csv',
    );
  expect((await of(DATES)).task.kind).toBe('forecast');
  expect((await of(DATES.map((day) => day + 9 * Math.sin(day)))).task.kind).toBe('number');
});
