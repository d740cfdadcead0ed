import { verbatim } from '../../engine/phrases.ts';
import path from 'node:path';
import type { DataConfig, Document } from '../../engine/graph/document.ts';
import { setProperties } from '../../engine/graph/edits.ts';
import { adapt } from '../../engine/layers/adapt.ts';
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
  runtimeOf,
  say,
  UsageError,
  whole,
  withData,
  withSkip,
  withSplit,
  problemJson,
  usageText,
} from '../define.ts';
import { type Finished, finishedText, progress } from '../training-text.ts';
import { TABLE_OPTIONS, tableDocument } from '../table-document.ts';
import { t } from '../../engine/texts/index.ts';

export const train: Command = {
  name: 'train',
  usage:
    'FILE [--data SPEC] [--splits SPEC] [--folds N] [--epochs N] [--steps N] [--batch N] [--last-batch keep|drop] [--seed N] ' +
    '[--keep best|last] [--sparsity X] [--engine onnx|tfjs] ' +
    '[--device D] [--threads N] [--out DIR] [--weights FILE [--freeze [--moving-statistics] | --kept-rate X | --lora RANK[,SCALE]]] | ' +
    '--data TABLE [--target COLUMN] [--time COLUMN ...] [...] | --resume DIR [--epochs N] [--steps N]',
  doc:
    'Trains and writes a run folder (default: runs/NAME-TIME). Without FILE it learns from a table what `loom new --data` proposes; ' +
    'the document lies in the run folder. --splits says which rows are kept, such as ' +
    'stratified:validation=0.2 or order:test=0.1 (random, stratified, group, order, column; by=COLUMN, seed=N, folds=N, fold=N). ' +
    '--folds deals the rows into so many parts, trains once for each with that part to validate on, and says the mean and the ' +
    'deviation of what was reached; each is a run in the folder. --epochs says how long it trains, --steps alone how ' +
    'many steps, which the schedule of the learning rate then spans; with both it stops after so many steps of those ' +
    'epochs. Ctrl+C stops with a checkpoint; --resume goes on from it as the run began, to another end where --epochs ' +
    'or --steps give one, counted from its start. --weights starts from those of a run, a .safetensors or a PyTorch ' +
    '.pth file, as far as they fit by name and shape; `loom summary FILE --weights FILE` lists what does. Layers that ' +
    'keep all their weights stay as they are with --freeze, the running statistics of batch norm with them: training ' +
    'goes by these, or by each batch and moves them with --moving-statistics. Or they learn at X times the learning ' +
    'rate. Or they get low-rank adapters with --lora, which alone learn of them: their product times SCALE (1) is added to ' +
    'each matrix; `loom export --to peft` writes them alone. ' +
    '--keep says whose weights are kept after the last epoch: those of the epoch that did best on validation, or of the last step. ' +
    '--sparsity 0.8 prunes while it trains: that share of the weights of matrices and convolutions is zero at ' +
    'the end. --last-batch drop ' +
    'leaves the last batch of each epoch out where it has fewer rows than the others.',
  positionals: 0,
  options: {
    ...Object.fromEntries(
      [
        'data',
        'splits',
        'folds',
        'epochs',
        'steps',
        'batch',
        'last-batch',
        'seed',
        'keep',
        'sparsity',
        'kept-rate',
        'lora',
        'engine',
        'device',
        'threads',
        'out',
        'resume',
        'weights',
        'init',
      ].map((name) => [name, { type: 'string' as const }]),
    ),
    ...TABLE_OPTIONS,
    freeze: { type: 'boolean' },
    'moving-statistics': { type: 'boolean' },
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
    if (++interrupts > 1) running.kill();
    else running.control('stop');
  };
  process.on('SIGINT', interrupt);
  await running.ended;
  process.off('SIGINT', interrupt);
  if (!finished) {
    // nothing was trained: what was refused is put right and tried again under the same name
    if (refused && !began) await disk.removeFolder(folder);
    if (interrupts > 0) say(t('cli.stoppedEarly', 'Stopped before the first step.'));
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
  if (file === undefined && table === undefined) throw new UsageError(usageText(`train ${train.usage}`));
  const steps = whole(args, 'steps');
  // the older name
  const weights = options.weights ?? options.init;
  const drawn =
    table === undefined
      ? withSkip(withData(await readDocument(file!), options.data), args)
      : await tableDocument(args, table);
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
  const { nodes } = document.graph;
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
