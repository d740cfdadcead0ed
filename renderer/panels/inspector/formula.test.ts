import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../../engine/layers/index.ts';
import { INITIALIZERS } from '../../../engine/learn/initializers/index.ts';

describe('formulas', () => {
  it.each([...LAYERS, ...INITIALIZERS].flatMap(({ id, formula }) => (formula ? [[id, formula] as const] : [])))(
    '%s is LaTeX that KaTeX knows',
    (_, formula) => {
      // a line break only between the lines of an environment: elsewhere it is a backslash doubled by mistake
      expect(formula.includes('\\\\') && !/^\\begin\{(aligned|gathered)\}/.test(formula)).toBe(false);
      expect(() =>
        katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: 'error' }),
      ).not.toThrow();
    },
  );
});
