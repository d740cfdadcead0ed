import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import { written } from '../lower.ts';
import { sumsWithScattered } from './scatterOnto.ts';

it('numbers are scattered onto what they are added to, unless they are wanted for themselves', () => {
  const b = new Builder();
  const gradient = b.input('gradient', 'float32', [2, 1]);
  const scattered = b.emit('scatterElementsAdd', { axis: 1, size: 5 }, b.constant([3, 0], [2, 1], 'int32'), gradient);
  const sum = b.add(b.input('momentum', 'float32', [2, 5]), scattered);
  b.output('sum', sum);
  const program = b.finish();
  expect(sumsWithScattered(program).size).toBe(1);
  const operators = (staged: readonly (typeof sum)[]) =>
    written(program, { staged, fused: true }).graph.node!.map(({ opType }) => opType);
  expect(operators([])).not.toContain('Add');
  expect(operators([scattered])).toContain('Add');
});
