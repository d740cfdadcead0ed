import { verbatim } from '../../engine/phrases.ts';
import path from 'node:path';
import { type DataConfig, type Document, nameOf } from '../../engine/graph/document.ts';
import { setProperties } from '../../engine/graph/edits.ts';
import { adapt, canAdapt } from '../../engine/layers/adapt.ts';
import { type Adapter, MOST_RANK } from '../../engine/layers/common/adapter.ts';
import { freeze as freezeLayers } from '../../engine/layers/freeze.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { machine } from '../../engine/node/machine.ts';
import { readWeights, RunFolder } from '../../engine/runs/folder.ts';
import { extendRun } from '../../engine/runs/extend.ts';
import { createRun, newRunId } from '../../engine/runs/create.ts';
import { startTraining } from '../../engine/node/training/start-training.ts';
import { metricInWords, valueText } from '../../engine/learn/metricText.ts';
import type { Metrics } from '../../engine/train/events.ts';
import { fitDocument, givenOf } from '../../engine/train/fit.ts';
import {
  type Arguments,
  baseOf,
  type Command,
  out,
  readDocument,
  say,
  UsageError,
  whole,
  problemJson,
  usageError,
} from '../define.ts';
import { runtimeOf, withColumns, withSkip, withSplit, DATA, RUNTIME_OPTIONS, SEED, SPLITS } from '../options.ts';
import { type Finished, finishedText, progress } from '../training-text.ts';
import { TABLE_OPTIONS, tableDocument } from '../table-document.ts';
import { t } from '../../engine/texts/index.ts';

export const train: Command = {
  name: 'train',
  calls: ['FILE', '--data TABLE [--target COLUMN] [--time COLUMN]', '--resume DIR [--epochs N] [--steps N]'],
  doc: 'Trains a document and writes a run folder.',
  more:
    'Without FILE it learns from a table what `loom new --data` proposes; the document lies in the run folder. Ctrl+C stops with a ' +
    'checkpoint, from which --resume goes on.',
  positionals: [0, 1],
  options: {
    epochs: { value: 'N', doc: 'How often it goes through all rows.' },
    steps: {
      value: 'N',
      doc: 'How many steps, which the schedule of the learning rate then spans; with --epochs it stops after so many of them.',
    },
    batch: { value: 'N', doc: 'How many rows a step has.' },
    'last-batch': {
      value: 'keep|drop',
      doc: 'drop leaves out the last batch of each epoch where it has fewer rows than the others.',
    },
    seed: SEED,
    out: { value: 'DIR', doc: 'The run folder (runs/NAME-TIME).' },
    resume: {
      value: 'DIR',
      doc: 'Goes on with a run as it began, to another end where --epochs or --steps give one, counted from its start.',
    },
    keep: {
      value: 'best|last',
      doc: 'Whose weights are kept: those of the epoch that did best on validation, or of the last step.',
    },
    sparsity: {
      value: 'X',
      doc: 'Prunes while it trains: this share (0.8) of the weights of matrices and convolutions is zero at the end.',
    },
    weights: {
      value: 'FILE',
      doc: 'Starts from these weights, as far as they fit by name and shape; `loom summary FILE --weights FILE` lists what does.',
    },
    init: { value: 'FILE', doc: 'The same as --weights.' },
    freeze: {
      doc: 'Layers that keep all their weights stay as they are, the running statistics of batch norm with them.',
    },
    'moving-statistics': {
      doc: 'With --freeze: frozen batch norms go by the statistics of each batch, and move theirs.',
    },
    'kept-rate': { value: 'X', doc: 'Layers that keep all their weights learn at X times the learning rate.' },
    lora: {
      value: 'RANK[,SCALE]',
      doc:
        'Layers that keep all their weights get low-rank adapters, which alone learn of them: their product times SCALE (1) is added to ' +
        'each matrix. `loom export --to peft` writes them alone.',
    },
    data: DATA,
    splits: SPLITS,
    folds: {
      value: 'N',
      doc:
        'Deals the rows into N parts, trains once for each with that part to validate on, and says mean and deviation of what was reached; ' +
        'each is a run in the folder.',
    },
    ...TABLE_OPTIONS,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    const { options, json } = args;
    const folds = whole(args, 'folds', 2);
    if (folds !== undefined && options.resume === undefined) return trainFolds(args, folds);
    const resume = typeof options.resume === 'string' ? path.resolve(options.resume) : undefined;
    const folder = resume ?? (await start(args));
    if (resume !== undefined) await goOn(resume, args);
    return (await trained(folder, resume ? 'resume' : 'start', json)) ? 0 : 1;
  },
};

/** Trains a run to its end and says what came of it; undefined where nothing did. */
async function trained(folder: string, mode: 'start' | 'resume', json: boolean): Promise<Finished | undefined> {
  let finished: Finished | undefined;
  let began = mode === 'resume';
  let refused = false;
  const running = startTraining({ folder, mode }, (event) => {
    if (event.event === 'started') began = true;
    if (event.event === 'failed') refused ||= event.problem.code !== 'engine-died';
    if (event.event === 'finished') finished = event;
    else if (json)
      out(JSON.stringify(event.event === 'failed' ? { ...event, problem: problemJson(event.problem) } : event));
    else progress(event);
  });
  let interrupts = 0;
  const interrupt = () => {
    if (++interrupts > 1) return running.kill(true);
    running.control('stop');
    say(
      t('cli.stopping', 'Stopping: it finishes its step, writes a checkpoint and ends. Ctrl+C again ends it at once.'),
    );
  };
  process.on('SIGINT', interrupt);
  await running.ended;
  process.off('SIGINT', interrupt);
  if (!finished) {
    // nothing was trained: what was refused is put right and tried again under the same name
    if (refused && !began) await disk.removeFolder(folder);
    if (interrupts > 0) say(await endedText(folder, refused));
    return undefined;
  }
  // said last, once the weights are written
  out(
    json
      ? JSON.stringify({ ...finished, run: folder })
      : `${finishedText(finished)}\n${t('cli.run', 'Run: {{folder}}', { folder: verbatim(path.relative(process.cwd(), folder) || folder) })}`,
  );
  return finished;
}

/** What was broken off has come to, and how it goes on. */
async function endedText(folder: string, refused: boolean): Promise<string> {
  const step = refused ? null : await new RunFolder(disk, folder).lastCheckpoint();
  if (step === null) return t('cli.stoppedEarly', 'Stopped before the first checkpoint.');
  return t('cli.endedAtOnce', 'Ended at once. `loom train --resume {{folder}}` goes on from step {{step}}.', {
    folder: verbatim(path.relative(process.cwd(), folder) || folder),
    step,
  });
}

/** A training for each fold, one after the other, and what they come to together. */
async function trainFolds(args: Arguments, folds: number): Promise<number> {
  const { options } = args;
  const all =
    typeof options.out === 'string'
      ? options.out
      : path.join('runs', newRunId(path.basename(args.positionals[0] ?? '', '.loom')));
  const validations: Metrics[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    say(t('cli.fold', 'Fold {{fold}} of {{folds}}', { fold, folds }));
    const folder = await start(
      { ...args, options: { ...options, out: path.join(all, `fold-${fold}`) } },
      { folds, fold },
    );
    const finished = await trained(folder, 'start', args.json);
    if (!finished?.validation) return 1;
    validations.push(finished.validation);
    // who stops one wants no other
    if (finished.reason === 'stopped') break;
  }
  const spread = spreadOf(validations);
  const entries = Object.entries(spread);
  if (args.json) out(JSON.stringify({ event: 'folds', folds: validations, metrics: spread }));
  else
    out(
      [
        t(
          'cli.folds',
          { one: '{{count}} fold, on validation:', other: '{{count}} folds, on validation:' },
          {
            count: validations.length,
          },
        ),
        ...entries.map(([name, { mean, deviation }]) =>
          t('cli.folds.metric', '  {{metric}} {{mean}}, deviation {{deviation}}', {
            metric: metricInWords(name),
            mean: verbatim(valueText(name, mean)),
            deviation: verbatim(valueText(name, deviation)),
          }),
        ),
      ].join('\n'),
    );
  return validations.length === folds ? 0 : 1;
}

/** Mean and standard deviation (of a sample) of each metric; 0 of a single one. */
export function spreadOf(metrics: readonly Metrics[]): Record<string, { mean: number; deviation: number }> {
  return Object.fromEntries(
    Object.keys(metrics[0] ?? {}).map((name) => {
      // a metric that has no value on some part is measured on the others
      const values = metrics.flatMap((one) => one[name] ?? []);
      const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [name, { mean, deviation: values.length > 1 ? Math.sqrt(square / (values.length - 1)) : 0 }];
    }),
  );
}

/** Makes the run's folder. `folds`: which part of how many is validated on. */
async function start(args: Arguments, folds: Partial<DataConfig['split']> = {}): Promise<string> {
  const {
    positionals: [file],
    options,
  } = args;
  const table = file === undefined && typeof options.data === 'string' ? options.data : undefined;
  if (file === undefined && table === undefined) throw usageError(train);
  const steps = whole(args, 'steps');
  // the older name
  const weights = options.weights ?? options.init;
  const drawn =
    table === undefined
      ? withSkip(await withColumns(await readDocument(file!), options.data, baseOf(file!)), args)
      : await tableDocument(args, table, true);
  const { data, ...read } = withSplit(drawn, options.splits);
  const split = { ...data.split, ...folds };
  const document = await fineTuned(changed({ ...read, data: { ...data, split } }, args), args, weights);
  const id = newRunId(file === undefined ? drawn.name : path.basename(file, '.loom'));
  const folder = path.resolve(typeof options.out === 'string' ? options.out : path.join('runs', id));
  await createRun(machine, folder, document, {
    id,
    ...(await runtimeOf(args)),
    base: file === undefined ? process.cwd() : baseOf(file),
    ...(steps !== undefined && (options.epochs === undefined ? { length: steps } : { steps })),
    ...(typeof weights === 'string' && { init: path.resolve(weights) }),
  });
  return folder;
}

/** What a run that goes on may be told; the rest was said when it began. */
const ON_RESUME = ['resume', 'epochs', 'steps', 'json'];

/** Gives a run that goes on another end where one is asked for. */
async function goOn(folder: string, args: Arguments): Promise<void> {
  const other = Object.keys(args.options).find((name) => !ON_RESUME.includes(name));
  if (other !== undefined || args.positionals.length > 0)
    throw new UsageError(
      t(
        'cli.onResume',
        'A run that goes on keeps what it began with: --resume takes --epochs and --steps besides, not {{option}}.',
        { option: verbatim(other === undefined ? 'FILE' : `--${other}`) },
      ),
    );
  const end = { epochs: whole(args, 'epochs'), steps: whole(args, 'steps') };
  if (end.epochs !== undefined || end.steps !== undefined) await extendRun(machine, new RunFolder(disk, folder), end);
}

/** The document with what the command line says otherwise. */
function changed(document: Document, args: Arguments): Document {
  const { keep = document.training.keep, 'last-batch': lastBatch = document.training.lastBatch } = args.options;
  if (keep !== 'best' && keep !== 'last')
    throw new UsageError(
      t('cli.keep', '--keep must be best or last. It is {{value}}.', { value: verbatim(String(keep)) }),
    );
  if (lastBatch !== 'keep' && lastBatch !== 'drop')
    throw new UsageError(
      t('cli.lastBatch', '--last-batch must be keep or drop. It is {{value}}.', { value: verbatim(String(lastBatch)) }),
    );
  const { pruning } = document.training;
  const sparsity = Number(args.options.sparsity ?? pruning.sparsity);
  if (args.options.sparsity === '' || !(sparsity >= 0 && sparsity <= 0.99))
    throw new UsageError(
      t('cli.sparsity', '--sparsity must be a number from 0 to 0.99. It is {{value}}.', {
        value: verbatim(String(args.options.sparsity)),
      }),
    );
  return {
    ...document,
    training: {
      ...document.training,
      pruning: { ...pruning, sparsity },
      epochs: whole(args, 'epochs') ?? document.training.epochs,
      keep,
      batchSize: whole(args, 'batch') ?? document.training.batchSize,
      lastBatch,
      seed: whole(args, 'seed', 0) ?? document.training.seed,
    },
  };
}

/** `--lora 8` or `--lora 8,2`: the rank, and what their product is multiplied with. */
function adapterOf(text: string): Adapter {
  const [rank, scale = 1, ...more] = text.split(',').map(Number);
  if (more.length > 0 || !(Number.isInteger(rank) && rank! >= 1 && rank! <= MOST_RANK) || !Number.isFinite(scale))
    throw new UsageError(
      t(
        'cli.lora',
        '--lora must be a rank from 1 to {{most}}, and a scale behind a comma: 8 or 8,2. It is {{value}}.',
        {
          most: MOST_RANK,
          value: verbatim(text),
        },
      ),
    );
  return { rank: rank!, scale };
}

/** Adapters on what keeps its weights and can have some; the rest of what is kept is frozen, and what is new learns whole. */
function adaptKept(document: Document, kept: readonly string[], adapter: Adapter): Document {
  const { nodes, blocks } = document.graph;
  if (!nodes.some((node) => kept.includes(node.id) && canAdapt(node, blocks)))
    throw new UsageError(
      t(
        'cli.noneAdapted',
        'None of the layers that keep their weights can have adapters, which are for dense layers, attention and convolutions: {{layers}}.',
        { layers: nodes.filter(({ id }) => kept.includes(id)).map((node) => verbatim(nameOf(node))) },
      ),
    );
  const adapted = adapt(document, kept, adapter);
  const fresh = nodes.filter(({ id, frozen }) => !kept.includes(id) && !frozen).map(({ id }) => id);
  return setProperties(adapted, fresh, { frozen: undefined });
}

/** The document whose layers that keep all of these weights are frozen, or learn at a rate of their own; as it is where neither is asked for. */
async function fineTuned(
  document: Document,
  { options }: Arguments,
  weights: Arguments['options'][string],
): Promise<Document> {
  const { freeze, 'kept-rate': rate, lora } = options;
  if (options['moving-statistics'] && !freeze)
    throw new UsageError(t('cli.needsFreeze', '--moving-statistics needs --freeze.'));
  const asked = [freeze && '--freeze', rate !== undefined && '--kept-rate', lora !== undefined && '--lora'];
  const [option, another] = asked.filter((one) => typeof one === 'string');
  if (option === undefined) return document;
  if (another !== undefined)
    throw new UsageError(
      t('cli.excludeEachOther', '{{one}} and {{other}} exclude each other.', {
        one: verbatim(option),
        other: verbatim(another),
      }),
    );
  if (typeof weights !== 'string')
    throw new UsageError(t('cli.needsWeights', '{{option}} needs --weights.', { option: verbatim(option) }));
  const learningRate = Number(rate);
  const adapter = lora === undefined ? undefined : adapterOf(String(lora));
  if (rate !== undefined && !(learningRate >= 0 && learningRate < Number.POSITIVE_INFINITY))
    throw new UsageError(
      t('cli.keptRate', '--kept-rate must be a number, at least 0. It is {{value}}.', {
        value: verbatim(String(rate)),
      }),
    );
  const { keptNodes } = fitDocument(document, givenOf(await readWeights(disk, weights)));
  if (keptNodes.length === 0)
    throw new UsageError(
      t('cli.noneKept', 'No layer would keep all its weights from {{file}}: they fit by neither name nor shape.', {
        file: verbatim(weights),
      }),
    );
  if (adapter) return adaptKept(document, keptNodes, adapter);
  if (!freeze) return setProperties(document, keptNodes, { learningRate });
  return options['moving-statistics']
    ? setProperties(document, keptNodes, { frozen: true })
    : freezeLayers(document, keptNodes);
}
