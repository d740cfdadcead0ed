/**
 * `npm run bench:pytorch -- PYTHON [TEMPLATE...]`: every template at its small size, exported to PyTorch with the engine's first weights. A row
 * a template: by how much the outputs of four rows differ from the engine's at most, relative to the largest, and the losses of twenty steps
 * on the same rows relative to the first (nothing is drawn at random: dropout and noise are off); and the lines of `model.py` and of all
 * its Python. Exits with 1 where outputs are further off than 1e-4. PYTHON has PyTorch (`peer/pytorch_env.sh DIR` makes one).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Pipeline } from '../../engine/data/pipeline.ts';
import type { Document } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import { learningRateAt } from '../../engine/train/rate.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { ROOT } from '../programs.ts';
import { refuse } from '../script.ts';
import { stillDocument } from './still.ts';

const BATCH = 4;
const STEPS = 20;
const [python = refuse('Usage: npm run bench:pytorch -- PYTHON [TEMPLATE...]'), ...named] = process.argv.slice(2);
const folder = path.join(ROOT, 'node_modules', '.loom-bench-pytorch');
const templates = TEMPLATES.filter(({ id }) => named.length === 0 || named.includes(id));

interface Numbers {
  readonly data: ArrayLike<number>;
}
interface Wanted {
  readonly outputs: readonly Numbers[];
  readonly losses: readonly number[];
  readonly lines: readonly [model: number, all: number];
}
interface Ran {
  readonly error?: string;
  readonly outputs: readonly { readonly data: readonly number[] }[];
  readonly losses: readonly number[];
}

/** The project of a template, and what the engine says of it. */
async function prepare(template: (typeof TEMPLATES)[number]): Promise<Wanted> {
  const still = stillDocument(template, BATCH, 2);
  const document: Document = { ...still, data: { ...still.data, split: { ...still.data.split, method: 'random' } } };
  const pipeline = await Pipeline.open(document, diskFiles(ROOT));
  const checked = checkGraph(document.graph);
  const model = compile(document, pipeline.targetTypes, checked);
  const state = new Map(initialState(model, 1));
  const { dataset, splits } = pipeline;
  const rows = Array.from({ length: BATCH * STEPS }, (_, i) => i % dataset.train.rows);
  const files = pytorch.export({
    document: { ...document, data: { ...document.data, dataset: null } },
    checked,
    weights: new Map(state),
    fits: pipeline.fits,
    targets: pipeline.targetTypes,
    columns: (name) => ({ train: dataset.train.read(name, rows) }),
  });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, template.id, name);
    mkdirSync(path.dirname(file), { recursive: true });
    // what a layer samples is the middle of what it may be
    const middle =
      typeof content === 'string' && name.endsWith('layers.py')
        ? content.replaceAll(/torch\.rand\((.*?), device=device\)/g, 'torch.full($1, 0.5, device=device)')
        : content;
    writeFileSync(file, middle);
  }
  const feeds = (at: number) => pipeline.read(splits.train, rows.slice(at * BATCH, (at + 1) * BATCH));
  const run = (kind: 'predict' | 'train', more: Record<string, Tensor>) =>
    interpret(halved(model.program(kind, BATCH)), { ...Object.fromEntries(state), ...more }, { precision: 'float64' });
  const predicted = run('predict', feeds(0));
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const learningRate = learningRateAt(document.training, {
      step,
      epoch: 0,
      stepsPerEpoch: STEPS,
    });
    const scalars = Object.entries(model.scalars({ step: step + 1, learningRate })).map(
      ([name, value]) => [name, tensor('float32', [], [value])] as const,
    );
    const results = run('train', { ...feeds(step), ...Object.fromEntries(scalars), '@seed': tensor('int32', [], [0]) });
    losses.push(Number(results.loss!.data[0]));
    for (const name of state.keys()) if (results[name]) state.set(name, results[name] as unknown as Tensor);
  }
  const count = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + (files[name] as string).split('\n').length, 0);
  return {
    outputs: model.outputs.map(({ name }) => predicted[name]!),
    losses,
    lines: [count(['model.py']), count(Object.keys(files).filter((name) => name.endsWith('.py')))],
  };
}

/** The program that draws the middle of what it may draw. */
function halved(program: ReturnType<ReturnType<typeof compile>['program']>): typeof program {
  return {
    ...program,
    equations: program.equations.map((equation) =>
      equation.prim === 'randomUniform'
        ? {
            prim: 'fill' as const,
            params: { dtype: 'float32' as const, shape: equation.params.shape, value: 0.5 },
            inputs: [],
            outputs: equation.outputs,
          }
        : equation,
    ),
  };
}

const distance = (given: ArrayLike<number>, wanted: ArrayLike<number>, scale: number): number =>
  Array.from(wanted).reduce((most, value, i) => Math.max(most, Math.abs(given[i]! - value)), 0) / scale;
const largest = ({ data }: Numbers): number => Array.from(data).reduce((a, x) => Math.max(a, Math.abs(x)), 1e-6);

rmSync(folder, { recursive: true, force: true });
const wanted = new Map<string, Wanted>();
for (const template of templates) {
  wanted.set(template.id, await prepare(template));
  console.error(`${template.id}: written`);
}
const runner = path.join(ROOT, 'test', 'export', 'pytorch_runner.py');
const ran = spawnSync(python, ['-B', runner, folder, String(BATCH)], { encoding: 'utf8', maxBuffer: 2 ** 30 });
if (ran.status !== 0) refuse(ran.stderr.slice(-2000));
const results = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as Record<string, Ran>;
console.log('| template | outputs | loss over 20 steps | lines of `model.py` | of all Python |');
console.log('| --- | --: | --: | --: | --: |');
let failed = 0;
for (const { id } of templates) {
  const [theirs, { outputs, losses, lines }] = [results[id]!, wanted.get(id)!];
  if (theirs.error) {
    failed++;
    console.log(`| ${id} | ${theirs.error.trim().split('\n').at(-1)} |`);
    continue;
  }
  const off = Math.max(...outputs.map((one, i) => distance(theirs.outputs[i]!.data, one.data, largest(one))));
  const away = distance(theirs.losses, losses, Math.max(...losses.map(Math.abs)));
  if (!(off <= 1e-4)) failed++;
  console.log(`| ${id} | ${off.toExponential(1)} | ${away.toExponential(1)} | ${lines.join(' | ')} |`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${templates.length} templates, ${failed} too far.`);
process.exitCode = failed > 0 ? 1 : 0;
