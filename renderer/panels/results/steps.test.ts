import { expect, test } from 'vitest';
import { stepsIn, textOfSteps } from './steps.ts';

test('steps are read as they are written, and the last of more', () => {
  const text = textOfSteps([1, 10, 2.5, 20, 3, 30], 2);
  expect(text).toBe('1\t10\n2.5\t20\n3\t30');
  expect(stepsIn(text, 3, 2)).toEqual({ values: Float32Array.of(1, 10, 2.5, 20, 3, 30), left: 0 });
  expect(stepsIn(`level;flow\n${text}\n`, 2, 2)).toEqual({ values: Float32Array.of(2.5, 20, 3, 30), left: 2 });
  expect(stepsIn('1, 10\n2, 20', 2, 2)).toMatchObject({ left: 0 });
});

test('what is no step, or too few of them, is told', () => {
  expect(stepsIn('1\n2', 3, 1)).toEqual({ steps: 2 });
  expect(stepsIn('1\nx\n3', 3, 1)).toEqual({ line: 2 });
  expect(stepsIn('1 2\n3', 2, 2)).toEqual({ line: 2 });
});
