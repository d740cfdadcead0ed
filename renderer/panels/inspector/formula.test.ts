import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../../engine/layers/index.ts';
import { INITIALIZERS } from '../../../engine/learn/initializers/index.ts';

describe('formulas', () => {
  it.each([...LAYERS, ...INITIALIZERS].flatMap(({ id, formula }) => (formula ? [[id, formula] as const] : [])))('%s is a line of LaTeX that KaTeX knows', (_, formula) => {
    expect(formula).not.toContain('\\\\');
    expect(() => katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' })).not.toThrow();
  });
});
