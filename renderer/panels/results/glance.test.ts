import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { glanceOf, type RunModel } from './model.ts';

const column = (kind: Column['kind']): Column => ({ name: 'y', kind, shape: [], dtype: 'float32' });

it.each<readonly [loss: string | undefined, kind: Column['kind'], draws: boolean, glance: ReturnType<typeof glanceOf>]>(
  [
    ['crossEntropy', 'category', false, 'classes'],
    ['binaryCrossEntropy', 'category', false, 'classes'],
    ['meanSquaredError', 'number', false, 'numbers'],
    ['meanSquaredError', 'number', true, null],
    ['meanSquaredError', 'image', false, null],
    ['binaryCrossEntropy', 'image', false, null],
    [undefined, 'number', false, null],
  ],
)('what %s says of a %s, drawing: %s, is seen as %s', (loss, kind, draws, glance) => {
  expect(glanceOf({ loss, target: column(kind), draws } as RunModel)).toBe(glance);
});
