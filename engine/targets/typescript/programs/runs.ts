/** `src/runs.ts` of an exported project: the record of a training as the program keeps its own (`runs/folder.ts`). */
import type { Document } from '../../../graph/document.ts';
import { keyText, literal } from '../../literals.ts';
import { filled } from '../../filled.ts';
import { Writer } from '../../writer.ts';
import { isPruning } from '../learning/pruning.ts';
import type { ModelSource } from '../model/model.ts';
import type { ExportedWeight } from '../model/scopes.ts';

/** The classes of TensorFlow.js's layers whose kernels lie otherwise there. */
const CLASSES: Readonly<Record<string, string>> = {
  conv1d: 'Conv1D',
  conv2d: 'Conv2D',
  dense: 'Dense',
  lstm: 'LSTM',
  gru: 'GRU',
  simpleRNN: 'SimpleRNN',
};

interface Orders {
  /** For each class of layers how the axes of its kernels are put back; a weight with another number of axes has none. */
  readonly classes: Readonly<Record<string, readonly number[]>>;
  /** The same for single weights, by name; an empty list where nothing is to be done though the class says so. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

const backOf = ({ transpose }: ExportedWeight): readonly number[] | undefined =>
  transpose?.map((_, axis) => transpose.indexOf(axis));

function ordersOf({ weights, calls }: Pick<ModelSource, 'weights' | 'calls'>): Orders {
  const classes: Record<string, readonly number[]> = {};
  const single: Record<string, readonly number[]> = {};
  const layers = Object.entries(weights).map(([layer, list]) => ({ list, of: CLASSES[calls[layer] ?? ''] }));
  for (const { list, of } of layers)
    for (const weight of list) {
      const back = backOf(weight);
      if (back && of !== undefined) classes[of] ??= back;
    }
  for (const { list, of } of layers)
    for (const weight of list) {
      const back = backOf(weight);
      const usual = of === undefined ? undefined : classes[of];
      // what has as many axes as the class's kernels is taken for one
      if (back && String(back) !== String(usual)) single[weight.name] = back;
      if (!back && usual && weight.axes === usual.length) single[weight.name] = [];
    }
  return { classes, weights: single };
}

export function runsSource(document: Document, source: Pick<ModelSource, 'weights' | 'calls'>, fits: boolean): string {
  const { classes, weights } = ordersOf(source);
  const w = new Writer();
  const prunes = isPruning(document.training);
  w.doc(
    "The record of a training: a folder in the form of Layerloom's own runs, which it opens and follows while it is written.",
  ).text(prunes ? IMPORTS.replace(/(from 'node:path';\n)/, "$1import { gzipSync } from 'node:zlib';\n") : IMPORTS);
  if (fits) w.line("import type { Fits } from './transforms.ts';");
  w.line()
    .line(`const NAME = ${literal(document.name)};`)
    .line('/** So many of the newest checkpoints are kept. */')
    .line('const CHECKPOINTS = 2;');
  const table = (doc: string, name: string, entries: Readonly<Record<string, readonly number[]>>) =>
    w.block(
      `/** ${doc} */\nconst ${name}: Readonly<Record<string, readonly number[]>> = {`,
      () => Object.entries(entries).forEach(([key, order]) => w.line(`${keyText(key)}: ${literal(order)},`)),
      '};',
    );
  const [hasClasses, hasWeights] = [classes, weights].map((entries) => Object.keys(entries).length > 0);
  w.line();
  if (hasClasses) table("How the axes of a layer's kernels lie in Layerloom, by its class.", 'ORDERS', classes);
  if (hasWeights) table('The same of weights that lie otherwise than those of their class.', 'OTHERS', weights);
  const found = [...(hasWeights ? ['OTHERS[name]'] : []), ...(hasClasses ? ['ORDERS[layer.getClassName()]'] : [])].join(
    ' ?? ',
  );
  w.line().text(
    found === ''
      ? '/** The weight as Layerloom has it. */\nconst turned: Turned = (weight) => weight;'
      : `/** The weight with its axes as in Layerloom. */
const turned: Turned = (weight, layer${hasWeights ? ', name' : ''}) => {
  const order = ${found};
  return order?.length === weight.rank ? tf.transpose(weight, [...order]) : weight;
};`,
  );
  return w
    .line()
    .text(runText(fits ? ', fits' : '', fits ? ', fits: Fits' : '', prunes))
    .toString();
}

const IMPORTS = `import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Turned, writtenWeights } from './safetensors.ts';`;

const RUN = `type Values = Readonly<Record<string, unknown>>;

/** The numbers among what was measured; what is not finite is null. */
const numbersOf = (values: Values): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'number' || value === null ? [[name, Number.isFinite(value) ? value : null]] : [],
    ),
  ) as Record<string, number | null>;

/** The epoch whose weights are kept, and by what it did best. */
export interface Kept {
  readonly epoch: number;
  readonly step: number;
  readonly split: 'train' | 'validation';
  readonly metric: string;
  readonly value: number;
}

/** What an epoch came to, on the rows learned from and on those that it is judged on. */
export interface Outcome {
  readonly train: Values;
  readonly validation: Values | null;
}

/** What a training came to in the end. */
export interface Ended extends Outcome {
  readonly reason: 'done' | 'early';
  readonly kept: Kept | null;
  readonly test: Values | null;
  /** How many elements of each kernel are zero, and what the weights came to that pruning started from. */  #? prunes
  readonly pruned: {  #? prunes
    readonly kernels: readonly { readonly name: string; readonly zeros: number; readonly size: number }[];  #? prunes
    readonly before: Values | null;  #? prunes
  };  #? prunes
}

export class Run {
  readonly folder: string;
  readonly #began = Date.now();
  readonly #id: string;
  readonly #steps: number;
  #waiting: [step: number, loss: number][] = [];
  #rate = 0;
  #said = Date.now();

  /** Begins the record of so many epochs of so many steps. */
  constructor(
    folder: string,
    model: tf.LayersModel,
    plan: { stepsPerEpoch: number; epochs: number; rows: Record<'train' | 'validation' | 'test', number> },
  ) {
    this.folder = folder;
    this.#id = path.basename(path.resolve(folder));
    this.#steps = plan.stepsPerEpoch * plan.epochs;
    mkdirSync(folder, { recursive: true });
    if (existsSync('document.loom')) copyFileSync('document.loom', path.join(folder, 'document.loom'));
    const about = { name: NAME, engine: 'tfjs', device: \`TensorFlow.js \${tf.getBackend()}\`, threads: 1 };
    const created = new Date().toISOString();
    const platform = \`\${os.platform()} \${os.release()} \${os.arch()}\`;
    const versions = { node: process.versions.node, tfjs: tf.version_core, platform };
    const info = { id: this.#id, ...about, base: path.resolve('.'), created, versions, pid: process.pid, started: created };
    this.#write('run.json', [JSON.stringify(info, null, 2), '\\n']);
    const parameters = model.countParams();
    this.#event('started', { run: this.#id, ...about, parameters, ...plan, step: 0 });
    this.#event('state', { state: 'running' });
  }

  /** Puts a file into place whole. */
  #write(name: string, parts: readonly (string | Uint8Array)[]): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(\`\${file}.part\`, Buffer.concat(parts.map((part) => Buffer.from(part))));
    renameSync(\`\${file}.part\`, file);
  }

  #event(event: string, about: object): void {
    const line = JSON.stringify({ event, ...about, time: Date.now() / 1000 });
    appendFileSync(path.join(this.folder, 'metrics.jsonl'), \`\${line}\\n\`);
  }

  step(step: number, loss: number, rate: number): void {
    this.#waiting.push([step, loss]);
    this.#rate = rate;
    if (Date.now() - this.#said > 500) this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const [step, loss] = [this.#waiting.map(([step]) => step), this.#waiting.map(([, loss]) => loss)];
    const stepsPerSecond = step.length / Math.max((Date.now() - this.#said) / 1000, 1e-3);
    const secondsLeft = Math.max(this.#steps - step.at(-1)!, 0) / stepsPerSecond;
    this.#event('steps', { step, loss, metrics: {}, learningRate: this.#rate, stepsPerSecond, secondsLeft });
    [this.#waiting, this.#said] = [[], Date.now()];
  }

  epoch(epoch: number, step: number, { train, validation }: Outcome, best = false): void {
    this.#flush();
    const seconds = (Date.now() - this.#began) / 1000;
    this.#event('epoch', { epoch, step, train: numbersOf(train), validation: validation && numbersOf(validation), best, seconds });
  }

  /** The weights as Layerloom has them, after so many steps. */
  checkpoint(epoch: number, step: number, model: tf.LayersModel@type@): void {
    this.#flush();
    const file = path.join('checkpoints', \`\${step}.safetensors\`);
    this.#write(file, writtenWeights(model, file@fits@, turned));
    const folder = path.join(this.folder, 'checkpoints');
    const steps = readdirSync(folder).map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
    for (const old of steps.slice(0, -CHECKPOINTS)) rmSync(path.join(folder, \`\${old}.safetensors\`), { force: true });
    this.#event('checkpoint', { epoch, step, file: path.join(this.folder, file) });
  }

  /** How it ended that did not get to its last step. */
  fail(error: unknown): void {
    this.#flush();
    this.#event('failed', { problem: { message: error instanceof Error ? error.message : String(error) } });
    this.#event('state', { state: 'failed' });
  }

  finish(model: tf.LayersModel@type@, outcome: Ended): void {
    this.#flush();
    const written = writtenWeights(model, 'weights.safetensors'@fits@, turned);
    this.#write('weights.safetensors', written);
    const { train, validation, test, ...about } = outcome;  #? !prunes
    const { train, validation, test, pruned, ...about } = outcome;  #? prunes
    const [, , , ...numbers] = written;  #? prunes
    const bytes = Buffer.concat(numbers);  #? prunes
    const before = pruned.before && numbersOf(pruned.before);  #? prunes
    const sparse = { kernels: pruned.kernels, dense: bytes.length, compressed: gzipSync(bytes).length, before };  #? prunes
    const parts = { train: numbersOf(train), validation: validation && numbersOf(validation), test: test && numbersOf(test) };
    const seconds = (Date.now() - this.#began) / 1000;
    this.#event('finished', { run: this.#id, ...about, ...parts,@sparse@ seconds, waitShare: 0, peakMb: process.memoryUsage().rss / 2 ** 20 });
    this.#event('state', { state: 'finished' });
  }
}`;

const runText = (fits: string, type: string, prunes: boolean): string =>
  filled(RUN, { fits, type, sparse: prunes ? ' pruned: sparse,' : '' }, { prunes });
