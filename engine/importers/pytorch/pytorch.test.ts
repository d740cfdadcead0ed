/** Exported programs of PyTorch, held against what PyTorch gives (`test/conformance/make_pt2_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unzlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { interpret } from '../../ir/interpret.ts';
import { randomStream } from '../../ir/random.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { UserError } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import type { Imported } from '../define.ts';
import { pytorch } from './index.ts';

interface Saved {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
const CASES = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/pt2.json'), 'utf8'),
) as Record<string, { file: string; input: Saved; output: Saved; names: readonly string[] }>;
const bytesOf = (name: string) => unzlibSync(Buffer.from(CASES[name]!.file, 'base64'));

async function importedFrom(bytes: Uint8Array): Promise<Imported> {
  const files = new MemoryFiles();
  await files.write('/model.pt2', bytes);
  return pytorch.read({ file: '/model.pt2', files }, {}, { breathe: async () => {} });
}

describe('an exported program gives the same numbers', () => {
  test.each(['images', 'sequences'])('%s', async (name) => {
    const { input, output, names } = CASES[name]!;
    const { document, weights, report } = await importedFrom(bytesOf(name));
    expect(
      report.flatMap(({ node, fate, why }) => (fate === 'mapped' ? [] : [`${node} ${fate} ${why ? word(why) : ''}`])),
    ).toEqual([]);
    const checked = checkGraph(document.graph);
    expect(checked.problems).toEqual([]);
    const model = compileToPredict(document, checked);
    const feeds = Object.fromEntries([
      ...model.inputs.map((one) => [one.name, input] as const),
      ...model.weights.map((one) => [one.name, weights.get(one.name)!] as const),
    ]);
    const found = Array.from(
      interpret(model.program('predict', 2), feeds)[model.outputs[0]!.name]!.data as ArrayLike<number>,
    );
    const largest = Math.max(...output.data.map(Math.abs));
    expect(found.length).toBe(output.data.length);
    expect(Math.max(...output.data.map((value, i) => Math.abs(value - found[i]!))) / largest).toBeLessThan(1e-5);
    // weights have the names of the state dict, but where layers are made of several
    const plain = names.filter((one) => !/num_batches|attention|token/.test(one));
    expect([...weights.keys()]).toEqual(expect.arrayContaining(plain));
  });
});

test('what has no layer is refused by the name that PyTorch has for it, and an Identity keeps its place', async () => {
  const { document, report } = await importedFrom(bytesOf('refused'));
  const row = report.find(({ op }) => op.startsWith('special_i0'))!;
  expect([row.fate, word(row.why!)]).toEqual(['refused', 'there is no layer for special_i0']);
  expect(document.graph.nodes.find(({ id }) => id === row.layers[0])).toMatchObject({ type: 'identity' });
});

test('damage anywhere is refused in words, and so is another file', async () => {
  const whole = bytesOf('images');
  const next = randomStream(3, 'damage');
  for (let i = 0; i < 25; i++) {
    const bytes = whole.slice(0, i % 5 === 0 ? Math.floor(next() * whole.length) : whole.length);
    for (let k = 0; k < 6; k++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    await importedFrom(bytes).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
    });
  }
  await expect(importedFrom(new Uint8Array(9))).rejects.toBeInstanceOf(UserError);
});
