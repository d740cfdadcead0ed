import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const renderer = path.join(import.meta.dirname, '..', '..', 'renderer');

it('every colour, size and duration that a style names is there: one that is not is silently none', () => {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(css|tsx)$/.test(file),
  );
  const all = files.map((file) => readFileSync(path.join(renderer, file), 'utf8')).join('\n');
  const given = new Set([...all.matchAll(/(--[a-z][a-z0-9-]*)['"]?\s*:/g)].map(([, name]) => name!));
  const named = new Set([...all.matchAll(/var\((--[a-z][a-z0-9-]*)\)/g)].map(([, name]) => name!));
  // Radix sets its own
  const missing = [...named].filter((name) => !given.has(name) && !name.startsWith('--radix-'));
  expect(missing).toEqual([]);
  expect(named.size).toBeGreaterThan(30);
});
