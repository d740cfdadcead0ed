/**
 * `npm run bench:learning -- PYTHON [CASE...] [--seed N] [--threads N]`: templates trained to their end from the command line, and the
 * same networks by PyTorch: same first weights, rows, optimizer, schedule, batch size and epochs, and on both sides the weights of the
 * epoch that did best on validation. Only the order of the rows and what dropout leaves out differ. Beside both: the figure before
 * training, and that of a guess that ignores its input. PYTHON has PyTorch (`peer/pytorch_env.sh DIR` makes one), for
 * `llama`, `t5` and `clip` transformers, and for `se-resnet` timm.
 */
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeSafetensors } from '../engine/data/formats/safetensors.ts';
import { ownUnits } from '../engine/data/units/own.ts';
import type { SplitName } from '../engine/data/pipeline.ts';
import type { Document } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import { monitored } from '../engine/learn/monitored.ts';
import { compileChecked } from '../engine/passes/compile.ts';
import { openData } from '../engine/train/openData.ts';
import { resolveSettings } from '../engine/settings.ts';
import { evaluationBatch } from '../engine/train/evaluate.ts';
import { initialState } from '../engine/train/initial.ts';
import { templateOf } from '../templates/index.ts';
import { answer, loom, peer } from './programs.ts';
import { chosen, refuse, temporaryFolder } from './script.ts';

interface LearningCase {
  readonly name: string;
  readonly template: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly epochs: number;
  /** Within the first epoch, where even one takes long: the schedule spans these, and their last weights are kept. */
  readonly steps?: number;
  readonly metric: 'accuracy' | 'perplexity' | 'iou' | 'pairAccuracy' | 'loss';
}

/** The words of the made-up sentences, and texts as short as they are. */
const SENTENCES = { vocabulary: 66, length: 24 };

/** The templates as they stand but for these settings, which make a case a matter of minutes. */
const CASES: readonly LearningCase[] = [
  { name: 'seq2seq', template: 'seq2seq', settings: {}, epochs: 10, metric: 'accuracy' },
  {
    name: 'lstm',
    template: 'text-classifier',
    settings: { cell: 'lstm', ...SENTENCES },
    epochs: 10,
    metric: 'accuracy',
  },
  { name: 'gru', template: 'text-classifier', settings: { cell: 'gru', ...SENTENCES }, epochs: 10, metric: 'accuracy' },
  { name: 'encoder', template: 'transformer-classifier', settings: SENTENCES, epochs: 5, metric: 'accuracy' },
  {
    name: 'vit',
    template: 'vit',
    settings: { form: 'mini', patch: 7, size: 28, channels: 1, classes: 10 },
    epochs: 3,
    metric: 'accuracy',
  },
  {
    name: 'swin',
    template: 'swin',
    settings: { form: 'mini', size: 28, channels: 1, classes: 10 },
    epochs: 1,
    steps: 500,
    metric: 'accuracy',
  },
  {
    name: 'se-resnet',
    template: 'se-resnet',
    settings: { depth: '18', width: 0.125, stem: 'small', size: 28, channels: 1, classes: 10 },
    epochs: 1,
    steps: 150,
    metric: 'accuracy',
  },
  { name: 'gpt', template: 'gpt', settings: { vocabulary: 96, length: 32 }, epochs: 1, metric: 'perplexity' },
  {
    name: 'llama',
    template: 'llama',
    settings: { vocabulary: 96, length: 32 },
    epochs: 1,
    steps: 400,
    metric: 'perplexity',
  },
  { name: 't5', template: 't5', settings: {}, epochs: 5, metric: 'accuracy' },
  { name: 'clip', template: 'clip', settings: {}, epochs: 1, steps: 200, metric: 'pairAccuracy' },
  { name: 'diffusion', template: 'diffusion', settings: { width: 16 }, epochs: 1, steps: 300, metric: 'loss' },
  { name: 'unet', template: 'unet', settings: { width: 0.125, size: 64, classes: 4 }, epochs: 12, metric: 'iou' },
  { name: 'densenet', template: 'cifar-densenet', settings: { bottleneck: true }, epochs: 5, metric: 'accuracy' },
  { name: 'resnet', template: 'cifar-resnet', settings: { depth: '20' }, epochs: 10, metric: 'accuracy' },
];

type Figures = Readonly<Record<string, number>>;
/** Perplexity follows from the loss, where the document does not ask for it. */
const figureOf = (metric: LearningCase['metric'], figures: Figures): number =>
  metric === 'perplexity' ? Math.exp(figures.loss!) : figures[metric]!;
const shown = (metric: LearningCase['metric'], value: number): string =>
  metric === 'loss' ? value.toFixed(4) : metric === 'perplexity' ? value.toFixed(2) : `${(100 * value).toFixed(2)} %`;

const {
  values,
  positionals: [given, ...named],
} = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' }, threads: { type: 'string' } } });
const python = given ?? refuse('Usage: npm run bench:learning -- PYTHON [CASE...] [--seed N] [--threads N]');
const cases = chosen(CASES, named);
const { seed = '0', threads = '2' } = values;
const folder = temporaryFolder('learning');

/** What PyTorch needs of a case, as files in a folder of its own; the first weights are those that the document's seed gives. */
async function handOver(
  document: Document,
  { template, settings: given, steps }: LearningCase,
  place: string,
): Promise<void> {
  const { checked, data } = await openData(document, diskFiles(place));
  const model = compileChecked(document, data.targetTypes, checked, ownUnits(document, data.fits));
  const weights = new Set(model.weights.map(({ name }) => name));
  const first = new Map([...initialState(model, document.training.seed)].filter(([name]) => weights.has(name)));
  writeFileSync(path.join(place, 'weights.safetensors'), writeSafetensors(first));
  for (const [name, split] of Object.entries(data.splits) as [SplitName, (typeof data.splits)[SplitName]][])
    writeFileSync(
      path.join(place, `${name}.safetensors`),
      writeSafetensors(new Map(Object.entries(data.read(split, split.rows)))),
    );
  const { settings } = resolveSettings(templateOf(template)!.settings, given);
  writeFileSync(
    path.join(place, 'case.json'),
    JSON.stringify({
      template,
      settings,
      steps,
      training: document.training,
      evaluationBatch: evaluationBatch(checked),
      ...monitored(document),
    }),
  );
}

const setText = (settings: LearningCase['settings']): string =>
  Object.entries(settings)
    .map(([name, value]) => ` --set ${name}=${String(value)}`)
    .join('');

console.log(
  '| network | epochs | figure | a guess | before, ours and PyTorch’s | ours | PyTorch |\n| --- | ---: | --- | ---: | ---: | ---: | ---: |',
);
for (const one of cases) {
  const { name, template, settings, epochs, steps, metric } = one;
  const place = path.join(folder, name);
  mkdirSync(place);
  const made = templateOf(template)!.make(settings);
  const document = { ...made, training: { ...made.training, epochs, seed: Number(seed) } };
  const file = path.join(place, 'case.loom');
  writeFileSync(file, serialize(document));
  await handOver(document, one, place);
  const before = answer<Figures>(
    (await loom('evaluate', file, '--weights', path.join(place, 'weights.safetensors'), '--json')).said,
  );
  const end = steps === undefined ? [] : ['--steps', String(steps)];
  const ours = await loom('train', file, ...end, '--threads', threads, '--out', path.join(place, 'run'), '--json');
  const { test } = answer<{ test: Figures }>(ours.said);
  const theirs = await peer(python, 'pytorch_learning.py', place, '--threads', threads);
  const pytorch = answer<Readonly<Record<'guess' | 'before' | 'after', Figures>>>(theirs.said);
  const cells = [
    pytorch.guess[metric]!,
    figureOf(metric, before),
    pytorch.before[metric]!,
    figureOf(metric, test),
    pytorch.after[metric]!,
  ].map((value) => shown(metric, value));
  const length = steps === undefined ? epochs : `${steps} steps`;
  console.log(
    `| \`loom new ${template}${setText(settings)}\` | ${length} | ${metric} | ${cells[0]} | ${cells[1]}, ${cells[2]} | ${cells[3]} | ${cells[4]} |`,
  );
  console.error(`${name}: ours ${ours.seconds.toFixed(0)} s, PyTorch ${theirs.seconds.toFixed(0)} s`);
  rmSync(place, { recursive: true, force: true });
}
