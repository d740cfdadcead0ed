/** What a command of `loom` is; one file each in `commands/`, listed in `main.ts`. */
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { datasetOf } from '../engine/data/index.ts';
import { leavesOut, skipping } from '../engine/data/given/skipping.ts';
import { dataPaths, expandHome, isNetworkPath } from '../engine/data/paths.ts';
import { type Document, documentSchema } from '../engine/graph/document.ts';
import { parseDocument } from '../engine/graph/file.ts';
import { readRegular } from '../engine/node/files/regular.ts';
import { forTerminal } from '../engine/terminal.ts';
import { defaultDevice } from '../engine/node/devices/devices.ts';
import type { Runtime } from '../engine/train/openModel.ts';
import { type Problem, problem, UserError, wordProblem, reasonOf } from '../engine/problems.ts';
import { t, type ValueNow, word } from '../engine/texts/index.ts';
import { someNames, verbatim } from '../engine/phrases.ts';
import { fitNotes, type WeightsFit } from '../engine/train/fit.ts';

export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** `--json` was given. */
  readonly json: boolean;
}

export interface Command {
  readonly name: string;
  /** `FILE [--epochs N]`. */
  readonly usage: string;
  readonly doc: string;
  /** What fills the gaps of `doc`. */
  readonly values?: Readonly<Record<string, ValueNow>>;
  /** How many positional arguments it needs. */
  readonly positionals: number;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Gives the exit code. Results go to standard output, progress to standard error. */
  run(args: Arguments): Promise<number>;
}

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** More than this is no document, in bytes. */
const LARGEST = 64 << 20;

// names, labels and messages are others' text: what a terminal would obey is shown
export const out = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`);
/** How a command is called. */
export const usageText = (call: string): string => t('cli.usage', 'Usage: loom {{call}}', { call: verbatim(call) });

export const say = (text: string): void => void process.stderr.write(`${forTerminal(text)}\n`);

export async function readDocument(file: string): Promise<Document> {
  let text: string;
  try {
    text = new TextDecoder().decode(await readRegular(file, LARGEST));
  } catch (error) {
    throw new UserError(
      problem('file-unreadable', {
        file: verbatim(file),
        reason: reasonOf(error),
      }),
    );
  }
  return parseDocument(text, file);
}

/** Says a problem, and of data that are not there how to say where they are; of some that cannot be read how to go on without. */
export function sayProblem(found: Pick<Problem, 'code' | 'values'> & Partial<Pick<Problem, 'repairs'>>): void {
  say(`loom: ${wordProblem(found)}`);
  if (found.repairs?.some(leavesOut)) say(t('cli.skip', 'With --skip what cannot be read is left out, and told.'));
  if (found.code === 'dataset-missing')
    say(
      t(
        'cli.whereIsIt',
        'Where it is now is said by --data, such as --data table:file=birds.csv; the other settings stay.',
      ),
    );
}

/** A problem for `--json`: its code and values, and what they say. */
export function problemJson({ code, severity, node, port, setting, values, repairs }: Problem): object {
  const { expected, received } = values;
  return {
    code,
    severity,
    node: node ?? null,
    port: port ?? null,
    setting: setting ?? null,
    message: wordProblem({ code, values }),
    ...(expected !== undefined && { expected: word(expected) }),
    ...(received !== undefined && { received: word(received) }),
    values,
    repairs: repairs.map(({ title, actions }) => ({ title: word(title), actions })),
  };
}

/** Where relative paths inside a document start. */
export const baseOf = (file: string): string => path.dirname(path.resolve(file));

/** An option that must be given. */
export function required({ options }: Arguments, name: string): string {
  const value = options[name];
  if (typeof value !== 'string')
    throw new UsageError(t('cli.missing', '--{{name}} is missing.', { name: verbatim(name) }));
  return value;
}

/** What an option says, of a few values; undefined where it is not there. */
export function oneOf<V extends string>({ options }: Arguments, name: string, values: readonly V[]): V | undefined {
  const value = options[name];
  const found = values.find((one) => one === value);
  if (value === undefined || found) return found;
  throw notOneOf(name, values, value);
}
export const notOneOf = (name: string, values: readonly string[], value: unknown): UsageError =>
  new UsageError(
    t('cli.oneOf', '--{{name}} must be one of {{values}}. It is {{value}}.', {
      name: verbatim(name),
      values: values.map(verbatim),
      value: verbatim(String(value)),
    }),
  );

/** An option that is a whole number, at least `min`. */
export function whole({ options }: Arguments, name: string, min = 1): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min)
    throw new UsageError(
      t('cli.whole', '--{{name}} must be a whole number, at least {{min}}. It is {{value}}.', {
        name: verbatim(name),
        min,
        value: verbatim(String(value)),
      }),
    );
  return number;
}

/** An option that is a number from `min` to `max`. */
export function numberOption({ options }: Arguments, name: string, min: number, max: number): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (String(value).trim() === '' || !(number >= min && number <= max))
    throw new UsageError(
      t('cli.number', '--{{name}} must be a number from {{min}} to {{max}}. It is {{value}}.', {
        name: verbatim(name),
        min,
        max,
        value: verbatim(String(value)),
      }),
    );
  return number;
}

/** The options of every command that computes; `runtimeOf` reads them. */
export const RUNTIME_OPTIONS = {
  engine: { type: 'string' },
  device: { type: 'string' },
  threads: { type: 'string' },
} as const;

/** Where to compute: ONNX Runtime on the CPU unless told, on all threads. */
export async function runtimeOf(args: Arguments): Promise<Runtime> {
  const { engine = 'onnx', device } = args.options;
  if (engine !== 'onnx' && engine !== 'tfjs')
    throw new UsageError(
      t('cli.engine', '--engine must be onnx or tfjs. It is {{value}}.', { value: verbatim(String(engine)) }),
    );
  return {
    engine,
    device: typeof device === 'string' ? device : await defaultDevice(engine),
    threads: whole(args, 'threads') ?? availableParallelism(),
  };
}

/**
 * `--data mnist` or `--data numpy:inputs=x.npy,targets=y.npy`: another dataset for the document, or the same kind elsewhere. Who names a document has its files
 * read, but no other machine is asked for some because a document says so.
 */
export function withData(document: Document, spec: string | boolean | readonly string[] | undefined): Document {
  if (typeof spec !== 'string') {
    const network = dataPaths(document.data).find(isNetworkPath);
    if (network !== undefined) throw new UserError(problem('data-network', { path: verbatim(network) }));
    return document;
  }
  const [type, list = ''] = spec.split(/:(.*)/s) as [string, string?];
  const fields = datasetOf(type)?.settings ?? {};
  const isPath = (key: string) => fields[key]?.kind === 'path';
  const settingOf = (key: string, value = ''): string | number | boolean => {
    const kind = fields[key]?.kind;
    return isPath(key)
      ? path.resolve(expandHome(value, homedir()))
      : kind === 'int' || kind === 'number'
        ? Number(value)
        : kind === 'boolean' && (value === 'true' || value === 'false')
          ? value === 'true'
          : value;
  };
  const settings = Object.fromEntries(
    list
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s) as [string, string?])
      .map(([key, value]) => [key, settingOf(key, value)]),
  );
  // the same data elsewhere are read as they were
  const before = document.data.dataset;
  const kept = before?.type === type ? Object.entries(before.settings).filter(([key]) => !isPath(key)) : [];
  const dataset = { type, settings: { ...Object.fromEntries(kept), ...settings } };
  return { ...document, data: { ...document.data, dataset } };
}

/** `--skip`: what of the data cannot be read is left out and told. */
export const SKIP_OPTION = { skip: { type: 'boolean' } } as const;
export function withSkip(document: Document, { options: { skip } }: Arguments): Document {
  const { dataset } = document.data;
  return skip && dataset ? { ...document, data: { ...document.data, dataset: skipping(dataset) } } : document;
}

/** Weights of a file that the network has no use for, and what was done to those that it has. */
export function sayFit(fit: WeightsFit): void {
  for (const note of fitNotes(fit)) say(word(note));
  const { left } = fit;
  if (left.length > 0)
    say(t('cli.leftOver', 'Left over in the weights: {{names}}.', { names: someNames(left.map(verbatim)) }));
}

/** On a terminal Chinese letters and their punctuation take two places each. */
const widthOf = (text: string): number =>
  [...text].reduce((width, letter) => width + (/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u.test(letter) ? 2 : 1), 0);

/** Columns of text, the first to the left and the others to the right. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const room = ' '.repeat(widths[column]! - widthOf(cell));
          return column < 2 ? cell + room : room + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export { grouped } from '../engine/types/bytes.ts';

/** `--splits stratified:by=label,validation=0.2,test=0.1,seed=3`: another split for the document. What is left out stays. */
export function withSplit(document: Document, spec: Arguments['options'][string]): Document {
  if (typeof spec !== 'string') return document;
  const [method, list = ''] = spec.split(/:(.*)/s) as [string, string?];
  const given = Object.fromEntries(
    list
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s) as [string, string?])
      .map(([key, value = '']) => [key, key === 'by' ? value : value.trim() === '' ? Number.NaN : Number(value)]),
  );
  const found = documentSchema.shape.data
    .unwrap()
    .shape.split.unwrap()
    .safeParse({ ...document.data.split, method, ...given });
  if (!found.success)
    throw new UsageError(
      t(
        'cli.splits',
        '--splits must be random, stratified, group, order or column, with what else is said behind a colon, as in stratified:by=label,validation=0.2,test=0.1,seed=3. It is {{value}}.',
        { value: verbatim(spec) },
      ),
    );
  return { ...document, data: { ...document.data, split: found.data } };
}
