import { describe, expect, test } from 'vitest';
import { filesOfTable } from '../../test/training/files-of-table.ts';
import { word } from '../texts/index.ts';
import { openDataset } from './pipeline.ts';
import { proposalLines, propose } from './propose.ts';
import { testedWith } from './splits.ts';
import type { TableOptions } from './tables.ts';

type Given = Parameters<typeof filesOfTable>[0][number];
const ROWS = 60;
const values = (of: (row: number) => number) => Array.from({ length: ROWS }, (_, row) => of(row));
const number = (name: string): Given => ({
  name,
  kind: 'number',
  distinct: ROWS,
  missing: 0,
  whole: false,
  values: values(Math.sin),
});
const whether = (name: string): Given => ({
  ...{ name, kind: 'category', distinct: 2, missing: 0, whole: false, classes: ['no', 'yes'] },
  values: values((row) => row % 2),
});
const oneOf = (name: string): Given => ({
  ...{ name, kind: 'category', distinct: 3, missing: 0, whole: false, classes: ['a', 'b', 'c'] },
  values: values((row) => row % 3),
});

test.each([
  ['the last', [number('Age'), number('Price'), whether('Returned')], 'Returned'],
  ['a price at the end', [oneOf('Fuel'), number('Age'), number('Price (EUR)')], 'Price (EUR)'],
  ['a price before all others', [number('price'), number('area'), whether('furnished')], 'price'],
  ['a price before what is no answer', [number('Age'), number('price'), oneOf('Fuel')], 'price'],
  ['what is called so', [number('Age'), whether('label'), number('Price'), whether('Returned')], 'label'],
  ['y beside x', [number('x'), number('noise'), number('y')], 'y'],
  ['y before all others', [number('y'), number('x'), number('noise')], 'y'],
  ['the last, not a place among x, y and z', [number('x'), number('y'), number('z'), oneOf('material')], 'material'],
  ['what stands before places', [oneOf('activity'), number('X'), number('Y'), number('Z (m)')], 'activity'],
  ['what is called so, not a place behind it', [whether('label'), number('x'), number('y')], 'label'],
  ['the last, not a place between others', [number('x'), number('y'), oneOf('colour')], 'colour'],
  ['the last of places alone', [number('x'), number('y'), number('z')], 'z'],
  ['the last of those that are called so', [whether('class'), number('Age'), number('price')], 'price'],
] as const)('of a table is predicted: %s', async (_, columns, target) => {
  expect((await propose(filesOfTable(columns), 'a.csv')).target).toBe(target);
});

test('what only tells rows apart is left out and told, whatever its name looks like, unless it was chosen', async () => {
  const rowNumbers = (name: string): Given => ({ ...number(name), whole: true, values: values((row) => row) });
  const names = ['ID', 'PassengerId', 'customerID', 'order id', 'Index', 'Unnamed: 0', 'column0', '编号'];
  const codes = (name: string): Given => ({ ...rowNumbers(name), values: values((row) => (row * 7) % ROWS) });
  const read = ['age', 'Humid', 'Stock'].map((name) => (name === 'age' ? number(name) : codes(name)));
  const tickets: Given = {
    ...{ name: 'Ticket', kind: 'category', distinct: ROWS, missing: 0, whole: false },
    ...{ classes: Array.from({ length: ROWS }, (_, row) => `A${row}`), values: values((row) => row) },
  };
  const files = filesOfTable([...names.map(rowNumbers), ...read, tickets, whether('Survived')]);
  const proposal = await propose(files, 'a.csv');
  expect(proposal.inputs).toEqual(['age', 'Humid', 'Stock']);
  expect(proposalLines(proposal).map(word).slice(1)).toEqual(
    [...names, 'Ticket'].map((name) => `"${name}" is not among them: it tells rows apart and says nothing else.`),
  );
  expect((await propose(files, 'a.csv', { inputs: ['ID', 'Ticket'] })).inputs).toEqual(['ID', 'Ticket']);
});

const twoTables = (train: readonly Given[], test: readonly Given[]) => {
  const tables = { 'train.csv': filesOfTable(train), 'test.csv': filesOfTable(test) };
  return {
    ...tables['train.csv'],
    table: (file: string, options: TableOptions) => tables[file as 'train.csv'].table(file, options),
  };
};

describe('beside a table to test on', () => {
  const [age, fare, sex, survived] = [number('age'), number('fare'), oneOf('sex'), whether('Answer')];
  const wish = { test: 'test.csv' };

  test('what it lacks is predicted, wherever it stands, and is said', async () => {
    const files = twoTables([age, survived, sex, fare], [age, sex, fare]);
    const proposal = await propose(files, 'train.csv', wish);
    const { target, inputs, dataset } = proposal;
    expect([target, inputs]).toEqual(['Answer', ['age', 'sex', 'fare']]);
    expect(dataset.settings.test).toBeUndefined();
    expect(proposalLines(proposal).slice(1).map(word)).toEqual([
      'test.csv has no "Answer": its rows can be predicted, and a share of the rows here is kept for testing.',
    ]);
    const chosen = await propose(files, 'train.csv', { ...wish, targets: ['fare'] });
    expect(chosen.unasked).toBeUndefined();
    expect(chosen).toMatchObject({ inputs: ['age', 'sex'], dataset: { settings: wish } });
    expect(chosen.left.map(({ name, reason }) => `${name}: ${word(reason)}`)).toEqual([
      'Answer: the table to test on has no such column',
    ]);
  });

  test('of several that it lacks one is predicted, and the others are not read', async () => {
    const files = twoTables([age, number('casual'), number('count'), fare], [age, fare]);
    const { target, inputs } = await propose(files, 'train.csv', wish);
    expect([target, inputs]).toEqual(['count', ['age', 'fare']]);
  });

  test('it is tested on where it has all columns, and says nothing where it has none of them', async () => {
    const whole = await propose(twoTables([age, survived, fare], [age, survived, fare]), 'train.csv', wish);
    expect(whole.unasked).toBeUndefined();
    expect(whole).toMatchObject({ target: 'fare', dataset: { settings: wish } });
    expect((await propose(twoTables([age, survived, fare], [sex]), 'train.csv', wish)).target).toBe('fare');
  });
});

test('a column that counts the rows is neither read nor predicted, unless it is a time, chosen, or all that there is', async () => {
  const counting = (name: string, from: number): Given => ({
    ...{ ...number(name), whole: true },
    values: values((row) => row + from),
  });
  const [age, day, rank] = [number('age'), counting('day', 1), counting('rank', 1)];
  const columns = [counting('nr of row', 0), age, day, counting('from 7', 7), whether('kind'), rank];
  const { target, inputs, left } = await propose(filesOfTable(columns), 'a.csv');
  expect([target, inputs]).toEqual(['kind', ['age', 'day', 'from 7']]);
  expect(left.map(({ name, reason }) => `${name}: ${word(reason)}`)).toEqual(
    ['nr of row', 'rank'].map((name) => `${name}: it tells rows apart and says nothing else`),
  );
  const wish = { targets: ['kind'], inputs: ['rank'] };
  expect((await propose(filesOfTable(columns), 'a.csv', wish)).inputs).toEqual(['rank']);
  expect((await propose(filesOfTable([rank, whether('kind')]), 'a.csv')).inputs).toEqual(['rank']);
});

test('a column that names the parts deals the rows out, and is neither read nor predicted', async () => {
  const part = { ...oneOf('fold of'), classes: ['Test', 'train', 'val'] };
  const columns = [number('age'), whether('kind'), part];
  const { target, inputs, split, left } = await propose(filesOfTable(columns), 'a.csv');
  expect({ target, inputs, split }).toEqual({
    ...{ target: 'kind', inputs: ['age'], split: { method: 'column', by: 'fold of' } },
  });
  expect(left.map(({ reason }) => word(reason))).toEqual([
    'it says which rows are learned from, which are validated and which are tested on, and the split goes by it',
  ]);
  const stages = { ...part, classes: ['train', 'bus', 'tram'] };
  expect((await propose(filesOfTable([stages, whether('kind')]), 'a.csv')).inputs).toEqual(['fold of']);
});

test('what a table to test on lacks is left out of what data shows', async () => {
  const columns = [number('age'), oneOf('sex'), whether('kind')];
  const { train, test, tested } = await openDataset(
    { type: 'table', settings: { file: 'train.csv', test: 'test.csv' } },
    twoTables(columns, columns.slice(0, 2)),
  );
  const opened = { columns: [], train, test: test!, tested: tested! };
  expect(testedWith(opened, ['age', 'sex']).test).toBe(test);
  expect(testedWith(opened, ['age', 'kind']).test).toBeUndefined();
});

test('short texts are read where nothing else can be; else it is said why each column is not', async () => {
  const names: Given = { ...number('name'), kind: 'text' };
  expect((await propose(filesOfTable([names, whether('kind')]), 'a.csv')).texts).toMatchObject([{ column: 'name' }]);
  expect((await propose(filesOfTable([names, number('age'), whether('kind')]), 'a.csv')).inputs).toEqual(['age']);
  const day: Given = { ...number('day'), kind: 'date' };
  await expect(propose(filesOfTable([day, number('age')]), 'a.csv')).rejects.toThrow(
    'No other column is read to predict "age" from: "day" (it holds dates, and a network that has seen the days until today knows none after).',
  );
});
