import { describe, expect, it } from 'vitest';
import { LAYERS } from '../engine/layers/index.ts';
import { CONSTRAINTS, INITIALIZERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../engine/learn/index.ts';
import { FILES, reference, written } from './reference.ts';

describe('the reference', () => {
  it.each(Object.keys(FILES))('%s is what the code says; `npm run docs` writes it anew', (name) =>
    expect(written(name)).toBe(FILES[name]!()),
  );

  it('gives the formula and the source of everything that computes', () => {
    const bare = [...LAYERS, ...LOSSES, ...OPTIMIZERS, ...SCHEDULES, ...INITIALIZERS, ...CONSTRAINTS, ...METRICS]
      .filter(({ formula, source }) => !formula || !source)
      .map(({ id }) => id);
    expect(bare).toEqual([]);
  });

  it('speaks of every layer', () => {
    const text = reference();
    for (const { id, title } of LAYERS) expect(text).toContain(`### ${title} (\`${id}\`)`);
  });
});
