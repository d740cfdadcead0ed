/** What a command of `loom` is; one file each in `commands/`, listed in its `index.ts`. */
import path from 'node:path';
import { leavesOut } from '../engine/data/given/skipping.ts';
import type { Document } from '../engine/graph/document.ts';
import { parseDocument } from '../engine/graph/file.ts';
import { readRegular } from '../engine/node/files/regular.ts';
import { forTerminal } from '../engine/terminal.ts';
import { type Problem, problem, UserError, wordProblem, reasonOf } from '../engine/problems.ts';
import { t, type ValueNow, word } from '../engine/texts/index.ts';
import { someNames, verbatim } from '../engine/phrases.ts';
import { widthOf } from './columns.ts';
import { fitNotes, type WeightsFit } from '../engine/train/fit.ts';

export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** `--json` was given. */
  readonly json: boolean;
}

export interface Option {
  /** What stands behind it: `FILE`, `keep|drop`. A switch has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly doc: string;
}

export interface Command {
  readonly name: string;
  /** The ways to call it, each with what it must have: `FILE --weights FILE`. */
  readonly calls: readonly string[];
  /** What it does, in a line. */
  readonly doc: string;
  /** What else is to be known before it is called. */
  readonly more?: string;
  /** What fills the gaps of `more`. */
  readonly values?: Readonly<Record<string, ValueNow>>;
  /** How many arguments without a name it takes, at least and at most. */
  readonly positionals: readonly [least: number, most: number];
  readonly options: Readonly<Record<string, Option>>;
  /** Gives the exit code. Results go to standard output, progress to standard error. */
  run(args: Arguments): Promise<number>;
}

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** More than this is no document, in bytes. */
const LARGEST = 64 << 20;

// names, labels and messages are others' text: what a terminal would obey is shown
export const out = (text: string): void => void process.stdout.write(`${forTerminal(text)}\n`);

/** How a command is called, a line for each way. */
export function usageText({ name, calls }: Pick<Command, 'name' | 'calls'>): string {
  const label = t('cli.usage', 'Usage:');
  const lines = calls.map((call) => `loom ${name} ${call}`.trim());
  return `${label} ${lines.join(`\n${' '.repeat(widthOf(label) + 1)}`)}`;
}

/** The command was called in none of its ways. */
export const usageError = (command: Command): UsageError =>
  new UsageError(
    t('cli.notLikeThis', '"{{name}}" is not called like this.\n{{usage}}\n`loom {{name}} --help` says more.', {
      usage: verbatim(usageText(command)),
      name: verbatim(command.name),
    }),
  );

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

/** Weights of a file that the network has no use for, and what was done to those that it has. */
export function sayFit(fit: WeightsFit): void {
  for (const note of fitNotes(fit)) say(word(note));
  const { left } = fit;
  if (left.length > 0)
    say(t('cli.leftOver', 'Left over in the weights: {{names}}.', { names: someNames(left.map(verbatim)) }));
}
