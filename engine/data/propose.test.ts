import { expect, test } from 'vitest';
import { filesOfTable } from '../../test/training/files-of-table.ts';
import { word } from '../texts/index.ts';
import { proposalLines, propose } from './propose.ts';

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
  const read = ['age', 'Humid', 'Stock'].map((name) => (name === 'age' ? number(name) : rowNumbers(name)));
  const codes: Given = {
    ...{ name: 'Ticket', kind: 'category', distinct: ROWS, missing: 0, whole: false },
    ...{ classes: Array.from({ length: ROWS }, (_, row) => `A${row}`), values: values((row) => row) },
  };
  const files = filesOfTable([...names.map(rowNumbers), ...read, codes, whether('Survived')]);
  const proposal = await propose(files, 'a.csv');
  expect(proposal.inputs).toEqual(['age', 'Humid', 'Stock']);
  expect(proposalLines(proposal).map(word).slice(1)).toEqual(
    [...names, 'Ticket'].map((name) => `"${name}" is not among them: it tells rows apart and says nothing else.`),
  );
  expect((await propose(files, 'a.csv', { inputs: ['ID', 'Ticket'] })).inputs).toEqual(['ID', 'Ticket']);
});
