import { expect, it } from 'vitest';
import { documentSchema } from '../graph/document.ts';
import { notDone, stepsOf } from './steps.ts';

const { data, ...rest } = documentSchema.parse({
  format: 'loom',
  version: 1,
  name: 'Steps',
  graph: { nodes: [], edges: [] },
});
const fed = (column: string, ...types: string[]) => ({
  column,
  transforms: types.map((type) => ({ type, settings: {} })),
});

it('says what the program beside a model leaves to whoever calls', () => {
  const inputs = { a: fed('x', 'scale', 'standardize'), b: fed('text', 'lowerCase', 'tokenize'), c: fed('both') };
  const joined = { both: [fed('x')] };
  const steps = (node: string) => stepsOf({ ...rest, data: { ...data, inputs, joined } }, node, node, undefined);
  expect(notDone([steps('a'), steps('unfed')])).toEqual([]);
  expect(notDone(['a', 'b', 'c', 'b'].map(steps))).toEqual(['lowerCase', 'tokenize', 'joined columns']);
});
