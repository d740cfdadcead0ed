import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BACKEND_SOURCE } from './backend.ts';

/** The functions of a source, each from its name to the brace that closes it at the margin. */
const functions = (source: string): Map<string, string> =>
  new Map([...source.matchAll(/^function (\w+)[\s\S]*?^}$/gm)].map(([text, name]) => [name!, text]));

const engine = functions(readFileSync(path.join(import.meta.dirname, '..', '..', 'tfjs', 'kernels.ts'), 'utf8'));
const exported = functions(BACKEND_SOURCE);

it.each(['convFilterGradient', 'segmentSum', 'firstLargest', 'maxPoolGradient', 'keepingNaN', 'register'])(
  "the exported project carries the engine's %s, word for word",
  (name) => {
    expect(engine.get(name)).toBeDefined();
    expect(exported.get(name)).toBe(engine.get(name));
  },
);
