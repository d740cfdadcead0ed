import { expect, it } from 'vitest';
import { tensor } from '../types/tensor.ts';
import { fitText, fitWeights } from './fit.ts';

it('tells what of a file is kept, new and left over', () => {
  const weight = (name: string, shape: number[]) => ({ name, shape, node: 'n', trainable: true, initializer: { type: 'zeros' } });
  const given = new Map([['body.weight', [2, 3]], ['fc.weight', [5, 2]], ['old.bias', [5]], ['bn.num_batches_tracked', []]].map(([name, shape]) => [name as string, tensor('float32', shape as number[])]));
  const fit = fitWeights({ weights: [weight('body.weight', [2, 3]), weight('fc.weight', [4, 2]), weight('fc.bias', [4])] }, given);
  expect(fit).toEqual({ kept: ['body.weight'], fresh: [{ name: 'fc.weight', expected: '4×2', received: '5×2' }, { name: 'fc.bias', expected: '4', received: null }], left: ['old.bias'] });
  expect(fitText(fit)).toBe('1 of 3 weights kept; new: fc.weight (4×2, the file has 5×2), fc.bias; left over in the file: old.bias.');
});

it('finds parameters that stand without a layer in the file', () => {
  const weight = (name: string, shape: number[]) => ({ name, shape, node: 'n', trainable: true, initializer: { type: 'zeros' } });
  const weights = [weight('token.class_token', [1, 1, 4]), weight('encoder.pos_embedding.weight', [5, 4])];
  const given = new Map([['class_token', tensor('float32', [1, 1, 4])], ['encoder.pos_embedding', tensor('float32', [1, 5, 4])]]);
  expect(fitWeights({ weights }, given)).toEqual({ kept: ['token.class_token', 'encoder.pos_embedding.weight'], fresh: [], left: [] });
  expect(fitWeights({ weights }, new Map([['encoder.pos_embedding', tensor('float32', [1, 6, 4])]])).kept).toEqual([]);
});
