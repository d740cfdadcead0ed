/**
 * `npm run bench:exports -- PYTHON [TEMPLATE...]`: every template at its small size, exported to TypeScript and trained for twenty steps there,
 * on the first rows of its own data with their paddings and equal numbers; and the same steps by PyTorch in float32 and in float64,
 * whose gradients are its own.
 * A row a template: how far from float64 the losses get, PyTorch's in float32 and the exported project's, relative to the largest loss.
 * Exits with 1 where an export is further than four times PyTorch and than 1e-6. Nothing is drawn at random: dropout and noise are off, and
 * what a layer samples is the middle of what it may be. PYTHON has PyTorch (`peer/pytorch_env.sh DIR` makes one).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Program } from '../../engine/ir/program.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import { learningRateAt } from '../../engine/train/rate.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { answer, peer, ROOT, run } from '../programs.ts';
import { refuse } from '../script.ts';
import { stillDocument } from './still.ts';

const BATCH = 4;
const STEPS = 20;
/** What an export may be further than PyTorch in float32. */
const TIMES = 4;
const LEAST = 1e-6;

const [python = refuse('Usage: npm run bench:exports -- PYTHON [TEMPLATE...]'), ...named] = process.argv.slice(2);
// inside the checkout, so that the projects find its node_modules
const folder = path.join(ROOT, 'node_modules', '.loom-bench-exports');
const templates = TEMPLATES.filter(({ id }) => named.length === 0 || named.includes(id));

type Json = Readonly<Record<string, unknown>>;
/** As Python writes and reads JSON, which has infinities and NaN there. */
const jsonForPython = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  ).replaceAll(/"(-?Infinity|NaN)"/g, '$1');
const programJson = ({ inputs, equations, outputs }: Program): Json => ({
  inputs: inputs.map(({ name, value }) => ({ name, id: value.id })),
  equations: equations.map(({ prim, params, inputs: operands, outputs: results }) => ({
    prim,
    params: prim === 'scan' ? { ...params, body: programJson(params.body) } : params,
    inputs: operands.map(({ id }) => id),
    outputs: results.map(({ id }) => id),
  })),
  outputs: outputs.map(({ name, value }) => ({ name, id: value.id })),
});
const tensorJson = ({ dtype, shape, data }: Tensor): Json => ({ dtype, shape, data: [...data] });
const entriesJson = (entries: Iterable<readonly [string, Tensor]>): Json =>
  Object.fromEntries([...entries].map(([name, value]) => [name, tensorJson(value)]));

async function prepare(template: (typeof TEMPLATES)[number]): Promise<void> {
  const document = stillDocument(template, BATCH, 1);
  const pipeline = await Pipeline.open(document, diskFiles(ROOT));
  const checked = checkGraph(document.graph);
  const model = compile(document, pipeline.targetTypes, checked);
  const state = initialState(model, 1);
  const rows = Array.from({ length: BATCH * STEPS }, (_, i) => i % pipeline.dataset.train.rows);
  const project = path.join(folder, template.id);
  const files = typescript.export({
    document: { ...document, data: { ...document.data, dataset: null } },
    checked,
    weights: state,
    fits: pipeline.fits,
    targets: pipeline.targetTypes,
    columns: (name) => ({ train: pipeline.dataset.train.read(name, rows) }),
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    // what is drawn is the middle of what may be drawn
    const code = typeof content === 'string' && name.endsWith('.ts');
    const middle = code ? content.replaceAll(/tf\.randomUniform\((\[[^\]]*\])\)/g, 'tf.fill($1, 0.5)') : content;
    writeFileSync(path.join(project, name), middle);
  }
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const learningRate = learningRateAt(document.training, { step, epoch: 0, stepsPerEpoch: STEPS });
    const scalars = Object.entries(model.scalars({ step: step + 1, learningRate }));
    return entriesJson([
      ...Object.entries(pipeline.read(pipeline.splits.train, rows.slice(step * BATCH, (step + 1) * BATCH))),
      ...scalars.map(([name, value]) => [name, tensor('float32', [], [value])] as const),
      ['@seed', tensor('int32', [], [0])],
    ]);
  });
  const programs = { loss: model.program('loss', BATCH), update: model.program('update', BATCH) };
  writeFileSync(
    path.join(project, 'steps.json'),
    jsonForPython({
      loss: programJson(programs.loss),
      update: programJson(programs.update),
      trained: model.weights.filter(({ trainable }) => trainable).map(({ name }) => name),
      state: entriesJson(state),
      steps,
    }),
  );
}

const losses = (values: readonly number[], exact: readonly number[]): number =>
  Math.max(...exact.map((value, i) => Math.abs(values[i]! - value))) / Math.max(...exact.map(Math.abs), 1e-12);

rmSync(folder, { recursive: true, force: true });
for (const template of templates) {
  await prepare(template);
  console.error(`${template.id}: written`);
}
const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const runner = path.join(import.meta.dirname, 'steps.ts');
const ours = answer<Record<string, readonly number[] | { error: string }>>(
  (await run(process.execPath, [tsx, runner, folder, String(BATCH)])).said,
);
const theirs = answer<Record<string, Record<'float32' | 'float64', readonly number[]>>>(
  (await peer(python, 'pytorch_steps.py', folder)).said,
);
console.log('| template | first loss | PyTorch float32 | exported | of what is allowed |');
console.log('| --- | --: | --: | --: | --: |');
let failed = 0;
for (const { id } of templates) {
  const found = ours[id]!;
  if ('error' in found) {
    failed++;
    console.log(`| ${id} | ${found.error.split('\n')[0]} |`);
    continue;
  }
  const { float32, float64 } = theirs[id]!;
  const [peerDistance, distance] = [losses(float32, float64), losses(found, float64)];
  const share = distance / Math.max(TIMES * peerDistance, LEAST);
  if (!(share <= 1)) failed++;
  const numbers = [peerDistance, distance].map((value) => value.toExponential(1));
  console.log(`| ${id} | ${float64[0]!.toPrecision(6)} | ${numbers.join(' | ')} | ${share.toFixed(2)} |`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${templates.length} templates, ${failed} too far.`);
process.exitCode = failed > 0 ? 1 : 0;
