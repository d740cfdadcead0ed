import { expect, test } from 'vitest';
import { tensor } from '../../types/tensor.ts';
import { proposedNames, renamed } from './renames.ts';

const list = (all: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(all).map(([name, shape]) => ({ name, shape }));
const proposed = (...of: readonly [ReturnType<typeof list>, ReturnType<typeof list>]) =>
  Object.fromEntries(proposedNames(...of).map(({ name, file }) => [name, file]));

test('by shape and by what a weight is of its layer, whatever that is called', () => {
  expect(
    proposed(
      list({
        'conv.weight': [8, 3, 3, 3],
        'conv.bias': [8],
        'norm.weight': [8],
        'norm.bias': [8],
        'norm.running_var': [8],
      }),
      list({
        'stem/bn/beta': [8],
        'stem/bn/gamma': [8],
        'stem/bn/moving_variance': [8],
        'stem/conv/bias': [8],
        'stem/conv/kernel': [8, 3, 3, 3],
      }),
    ),
  ).toEqual({
    'conv.weight': 'stem/conv/kernel',
    'conv.bias': 'stem/conv/bias',
    'norm.weight': 'stem/bn/gamma',
    'norm.bias': 'stem/bn/beta',
    'norm.running_var': 'stem/bn/moving_variance',
  });
});

test('of many alike the numbers and the words decide, in whichever order the file has them', () => {
  const layers = Array.from({ length: 12 }, (_, i) => i);
  const here = layers.flatMap((i) => ['q_proj', 'k_proj', 'v_proj'].map((part) => `model.layers.${i}.${part}.weight`));
  const there = layers
    .flatMap((i) => ['key', 'query', 'value'].map((part) => `encoder.block.${i}.${part}.weight`))
    .sort();
  const shaped = (names: readonly string[]) => names.map((name) => ({ name, shape: [4, 4] }));
  const found = proposedNames(shaped(here), shaped(there));
  const parts: Readonly<Record<string, string>> = { q_proj: 'query', k_proj: 'key', v_proj: 'value' };
  expect(found).toHaveLength(36);
  for (const { name, file } of found) {
    const [, , number, part] = name.split('.');
    expect(file).toBe(`encoder.block.${number}.${parts[part!]}.weight`);
  }
});

test('where there are not as many of a shape only names alike are proposed; another shape never', () => {
  expect(
    proposed(
      list({ 'fc.weight': [2, 2], 'body.weight': [3, 3] }),
      list({ 'net.fc.weight': [2, 2], 'other.weight': [2, 2] }),
    ),
  ).toEqual({ 'fc.weight': 'net.fc.weight' });
  expect(proposed(list({ 'fc.weight': [2, 2] }), list({ 'a.weight': [2, 2], 'b.weight': [2, 2] }))).toEqual({});
});

test('a file takes the names, what it says of their types too', () => {
  const weights = { tensors: new Map([['a', tensor('float32', [1], [1])]]), types: new Map([['a', 'F16']]) };
  const { tensors, types } = renamed(weights, [{ name: 'fc.bias', file: 'a' }]);
  expect([[...tensors.keys()], [...types]]).toEqual([['fc.bias'], [['fc.bias', 'F16']]]);
});
