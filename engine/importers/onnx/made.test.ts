import { TensorProto_DataType as Type } from 'onnx-buf';
import { expect, it } from 'vitest';
import { MadeOf } from './made.ts';
import type { Known } from './tensors.ts';

const part = (data: readonly number[], name?: string): Known => ({
  known: true,
  type: Type.FLOAT,
  shape: [data.length],
  data,
  ...(name !== undefined && { name }),
});

it('tells parts of one initializer apart, and knows the same numbers again', () => {
  const made = new MadeOf<string>();
  made.set('dense', part([1, 2], 'in_proj'), 'queries');
  made.set('dense', part([3, 4], 'in_proj'), 'keys');
  expect(made.get('dense', part([1, 2], 'in_proj'))).toBe('queries');
  expect(made.get('dense', part([3, 4], 'in_proj'))).toBe('keys');
  expect(made.get('dense', part([5, 6], 'in_proj'))).toBeUndefined();
  expect(made.get('embedding', part([1, 2], 'in_proj'))).toBeUndefined();
  expect(made.get('dense', part([1, 2], 'other'))).toBeUndefined();
});

it('never takes numbers of no initializer for one another, and gives the newest of the same', () => {
  const made = new MadeOf<string>();
  made.set('dense', part([1]), 'one');
  expect(made.get('dense', part([1]))).toBeUndefined();
  made.set('dense', part([1], 'w'), 'gone');
  made.set('dense', part([1], 'w'), 'there');
  expect(made.get('dense', part([1], 'w'))).toBe('there');
});
