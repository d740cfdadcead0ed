/** `src/schedule.ts` of an exported project: how the learning rate changes while training goes on. */
import type { Document, TrainingConfig } from '../../../graph/document.ts';
import type { Schedule } from '../../../learn/define.ts';
import { scheduleOf } from '../../../learn/index.ts';
import { namedParts } from '../../../learn/measured.ts';
import { monitored } from '../../../learn/monitored.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings, type Schema, type SettingsOf } from '../../../settings.ts';
import { Code, literal, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { unsupported } from '../unsupported.ts';
import type { FormulaNames } from '../../formulas.ts';
import { printFormula } from './formulas.ts';
import { phrase, verbatim } from '../../../phrases.ts';

export const isScheduled = ({ schedule, warmUp }: TrainingConfig): boolean =>
  schedule.type !== 'constant' || warmUp > 0;
/** It follows a metric of the validation rows. */
export const isObserved = ({ schedule: { type } }: TrainingConfig): boolean => scheduleOf(type)?.memory !== undefined;

/** Functions of `learn/schedules/common/functions.ts` in an exported project. */
const HELPERS: Readonly<Record<string, string>> = {
  reached: `/** How many moments have come. */
const reached = (moments: readonly number[], time: number): number => moments.filter((moment) => moment <= time).length;`,
  interpolated: `/** On a line from the last point to the next. */
function interpolated(at: readonly number[], values: readonly number[], time: number): number {
  const next = at.findIndex((moment) => moment > time);
  if (next <= 0) return values.at(next)!; // before the first, or after the last
  const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return values[next - 1]! + (values[next]! - values[next - 1]!) * share;
}`,
  held: `/** The value of the last point; before the first that of the first. */
const held = (at: readonly number[], values: readonly number[], time: number): number =>
  values[Math.max(at.filter((moment) => moment <= time).length - 1, 0)]!;`,
  sinceRestart: `/** The time since the last fall began. */
function sinceRestart(time: number, period: number, multiplier: number): number {
  let [since, length] = [time, period];
  for (; since >= length; length *= multiplier) since -= length;
  return since;
}`,
  fallLength: `/** How long that fall takes. */
function fallLength(time: number, period: number, multiplier: number): number {
  let [since, length] = [time, period];
  for (; since >= length; length *= multiplier) since -= length;
  return length;
}`,
};
const helpersIn = (code: string): string[] =>
  Object.entries(HELPERS).flatMap(([name, source]) => (code.includes(`${name}(`) ? [source] : []));

type Settings = SettingsOf<Schema>;

/** What formulas can name: the settings, and what is code besides. */
const namesOf = (settings: Settings, code: Readonly<Record<string, string>> = {}): FormulaNames => ({
  ...Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, Array.isArray(value) ? new Code(literal(value)) : value]),
  ),
  pi: new Code('Math.PI'),
  ...Object.fromEntries(Object.entries(code).map(([name, text]) => [name, new Code(text)])),
});

export function scheduleSource(document: Document): string {
  const { training } = document;
  const { warmUp, learningRate } = training;
  const { type, settings: given } = training.schedule;
  const schedule = scheduleOf(type);
  if (!schedule) throw new UserError(unsupported(phrase('the-schedule-called', { title: verbatim(type) })));
  const { settings } = resolveSettings(schedule.settings, given);
  const w = new Writer().line(
    type === 'constant'
      ? '/** How the learning rate changes while training goes on. */'
      : `/** ${schedule.title}: ${schedule.doc} */`,
  );
  w.line(`const LEARNING_RATE = ${numberText(learningRate)};`);
  if (warmUp > 0)
    w.line('/** Steps in which it first grows in a straight line. */').line(`const WARM_UP = ${numberText(warmUp)};`);
  w.line();
  const warming = warmUp > 0 ? ' * Math.min(1, (step + 1) / WARM_UP)' : '';
  if (schedule.memory) writeObserved(w, document, schedule, settings, warming);
  else writeFactor(w, schedule, settings, warming);
  return w.toString();
}

/** For a schedule that follows time alone. */
function writeFactor(w: Writer, schedule: Schedule, settings: Settings, warming: string): void {
  const names = namesOf(settings);
  const where = Object.entries(schedule.where ?? {}).map(
    ([name, formula]) => `const ${name} = ${printFormula(formula, names)};`,
  );
  const factor = printFormula(schedule.factor(settings), names);
  const whole = /\bwhole\b/.test([...where, factor].join());
  const inSteps = schedule.unit(settings) === 'steps';
  const varies = factor !== '1';
  if (varies) {
    for (const helper of helpersIn(factor)) w.text(helper).line();
    const about = `The share of the learning rate after so many ${inSteps ? 'steps' : 'epochs'}`;
    w.line(`/** ${about}${whole ? ' of a training of `whole`' : ''}. */`);
    w.block(`function factor(time: number${whole ? ', whole: number' : ''}): number {`, () => {
      for (const line of where) w.line(line);
      w.line(`return ${factor};`);
    }).line();
  }
  const operands = [inSteps ? 'step' : 'epoch', ...(whole ? [inSteps ? 'steps' : 'epochs'] : [])];
  const text = `LEARNING_RATE${varies ? ` * factor(${operands.join(', ')})` : ''}${warming}`;
  const fields = ['step', 'epoch', 'steps', 'epochs'].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const moment = `{ ${fields.join(', ')} }: Readonly<Record<'step' | 'epoch' | 'steps' | 'epochs', number>>`;
  w.line('/** The learning rate of the next step: of all steps and epochs so many are done. */');
  w.block(`export function learningRateAt(${moment}): number {`, () => w.line(`return ${text};`));
}

/** For a schedule that remembers what a metric was: a class, whose first property says how it stands. */
function writeObserved(w: Writer, document: Document, schedule: Schedule, settings: Settings, warming: string): void {
  const { start, where, next } = schedule.memory!;
  const { monitor, better } = monitored(document);
  const [first, ...others] = Object.keys(start) as [string, ...string[]];
  const field = (name: string) => (name === first ? `this.${name}` : `this.#${name}`);
  const names: Record<string, unknown> = {
    ...namesOf(settings, Object.fromEntries(Object.keys(start).map((name) => [name, field(name)]))),
    higher: better === 'higher',
  };
  const value = (name: string) => (Number.isNaN(start[name]) ? 'Number.NaN' : String(start[name]));
  w.line('/** Watches a value, epoch by epoch, and says what share of the learning rate is left. */');
  w.block('export class Plateau {', () => {
    w.line(`${first} = ${value(first)};`);
    for (const name of others) w.line(`#${name} = ${value(name)};`);
    w.line().line(
      `/** Sees ${monitor === 'loss' ? 'the loss' : namedParts(monitor).type} of the validation rows after an epoch. */`,
    );
    w.block('observe(value: number): void {', () => {
      for (const [name, formula] of Object.entries(where)) w.line(`const ${name} = ${printFormula(formula, names)};`);
      for (const [name, formula] of Object.entries(next)) w.line(`${field(name)} = ${printFormula(formula, names)};`);
    });
  });
  const factor = printFormula(schedule.factor(settings), namesOf(settings, { [first]: `plateau.${first}` }));
  w.line().line('/** The learning rate when so many steps are done. */');
  w.block(
    `export function learningRateAt(${warming === '' ? '_step' : 'step'}: number, plateau: Plateau): number {`,
    () => w.line(`return LEARNING_RATE * ${factor}${warming};`),
  );
}
