/** The cases as projects of a target in folders of their own, and what they compute held to the engine's. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import type { ExportTarget } from '../../engine/targets/define.ts';
import { CASES, type ExportCase } from './cases.ts';
import { reference } from './reference.ts';

export type Reference = Awaited<ReturnType<typeof reference>>;

/** Writes the project of every case with its data; gives what the engine says of each, by its name. */
export async function writeProjects(
  target: ExportTarget,
  folder: string,
  cases: readonly ExportCase[] = CASES,
): Promise<Map<string, Reference>> {
  rmSync(folder, { recursive: true, force: true });
  const references = new Map<string, Reference>();
  for (const one of cases) {
    const put = (files: Readonly<Record<string, string | Uint8Array>>) => {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(folder, one.name, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    };
    const arrays = Object.entries(one.columns).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
    put({ 'data.npz': zipSync(Object.fromEntries(arrays) as Record<string, Uint8Array>), ...one.files });
    const wanted = await reference(one, folder);
    references.set(one.name, wanted);
    put(target.export({ ...wanted, document: one.document, weights: wanted.start }));
  }
  return references;
}

/** Numbers are those that are wanted, to 1e-4 of the largest, or of `least`. */
export function close(given: ArrayLike<number>, wanted: ArrayLike<number>, what: string, least = 1e-3): void {
  expect(given.length, what).toBe(wanted.length);
  const largest = Array.from(wanted).reduce((top, x) => Math.max(top, Math.abs(x)), least);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(given[i]! - wanted[i]!) / largest, `${what}[${i}]: ${given[i]}, not ${wanted[i]}`).toBeLessThan(
      1e-4,
    );
}
