/** `loom program`: every stage of a network's programs as text, and the page that shows them of the digits network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../engine/graph/file.ts';
import { formatProgram, parseProgram } from '../engine/ir/text.ts';
import { verify } from '../engine/ir/verify.ts';
import { compile } from '../engine/passes/compile.ts';
import type { StageText } from '../engine/passes/stages.ts';
import { onnxForms } from '../engine/targets/onnx/forms/index.ts';
import { commandLineIn } from './command-line.ts';

const base = mkdtempSync(path.join(tmpdir(), 'loom-program-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const loom = commandLineIn(base);
const stagesOf = async (...args: string[]): Promise<readonly StageText[]> =>
  (JSON.parse((await loom('program', 'digits.loom', ...args, '--json')).out) as { stages: StageText[] }).stages;

beforeAll(async () => {
  await loom('new', 'mnist-cnn', '--out', 'digits.loom');
});

const STEP = [
  'typed',
  'lowered',
  'forward-simplified',
  'forward-formed',
  'differentiated',
  'simplified',
  'formed',
] as const;

describe('loom program', () => {
  it('prints the program after each pass, which reads back and is legal', async () => {
    const stages = await stagesOf();
    expect(stages.map(({ stage }) => stage)).toEqual(STEP);
    for (const { text } of stages.slice(1)) expect(formatProgram(verify(parseProgram(text)))).toBe(text);
    expect((await stagesOf('--kind', 'predict')).map(({ stage }) => stage)).toEqual([
      'typed',
      'lowered',
      'simplified',
      'formed',
    ]);
  });

  it('ends with the program that ONNX Runtime is given', async () => {
    const document = parseDocument(readFileSync(path.join(base, 'digits.loom'), 'utf8'), 'digits.loom');
    const model = compile(document, { target: { dtype: 'int32', shape: ['N'] } });
    for (const kind of ['train', 'predict'] as const)
      expect((await stagesOf('--kind', kind, '--stage', 'formed', '--batch', '8'))[0]!.text).toBe(
        formatProgram(model.program(kind, 8, onnxForms)),
      );
  });

  it('counts what stands there, and what a pass added and removed', async () => {
    const [typed, ...stages] = await stagesOf();
    expect(typed!.counts).toEqual({ equations: 11, values: 11, parameters: 21_840 });
    expect(typed!.text).toContain('dense_1:float32[N,50] = dense flatten_1 {');
    const total = (counts: StageText['added']) => Object.values(counts).reduce((sum, count) => sum + count, 0);
    let before = 0;
    for (const { added, removed, counts, text } of stages) {
      const { equations } = parseProgram(text);
      expect(counts.equations).toBe(equations.length);
      expect(before + total(added) - total(removed)).toBe(counts.equations);
      expect(counts.parameters).toBe(21_840);
      before = counts.equations;
    }
    const differentiated = stages.find(({ stage }) => stage === 'differentiated')!;
    expect(differentiated.added).toMatchObject({ convInputGrad: 1, convWeightGrad: 2 });
  });

  it('counts what stands in loops too', async () => {
    await loom('new', 'forecaster', '--out', 'loop.loom');
    const { out } = await loom('program', 'loop.loom', '--kind', 'predict', '--stage', 'lowered', '--json');
    const [{ counts, text }] = (JSON.parse(out) as { stages: [StageText] }).stages;
    expect(text).toContain('= scan ');
    expect(counts.equations).toBeGreaterThan(parseProgram(text).equations.length);
  });

  it('refuses what is no stage, no kind or no network that can be trained', async () => {
    expect((await loom('program', 'digits.loom', '--kind', 'predict', '--stage', 'differentiated')).err).toBe(
      'loom: --stage must be one of typed, lowered, simplified, formed. It is differentiated.\n',
    );
    expect(await loom('program', 'digits.loom', '--kind', 'evaluate')).toMatchObject({
      code: 2,
      err: 'loom: --kind must be train or predict. It is evaluate.\n',
    });
    const broken = JSON.parse(readFileSync(path.join(base, 'digits.loom'), 'utf8'));
    broken.training.losses = [];
    writeFileSync(path.join(base, 'broken.loom'), JSON.stringify(broken));
    expect((await loom('program', 'broken.loom')).code).toBe(1);
    expect((await loom('program', 'broken.loom', '--stage', 'typed')).code).toBe(0);
  });
});

it('says of the digits network what docs/architecture.md shows', async () => {
  const { out } = await loom('program', 'digits.loom');
  const heads = out.split('\n').filter((line) => /^(==| {3}(added|removed|unchanged))/.test(line));
  const shown = readFileSync(path.resolve('docs', 'architecture.md'), 'utf8').match(/```text\n(== typed[\s\S]*?)```/);
  expect(shown?.[1]?.trimEnd().split('\n')).toEqual(heads);
});
