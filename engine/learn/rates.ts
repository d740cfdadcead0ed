/** What a schedule's formulas come to. */
import type { Schema, SettingsOf } from '../settings.ts';
import type { Formulas, Schedule } from './define.ts';
import { type Computed, compiled, type Listed, type Names } from './formulas.ts';

type Settings = SettingsOf<Schema>;
/** What `remembered` gave last. */
type Memory = readonly number[] | undefined;

/** Formulas that were compiled: a training asks for the same at every step. */
const known = new Map<string, Computed>();
function evaluated(formula: string, names: Names): Listed {
  const computed = known.get(formula) ?? compiled(formula);
  known.set(formula, computed);
  return computed(names);
}

/** With what the formulas give, each added to the names for those behind it. */
function withFormulas(formulas: Formulas, names: Names): Names {
  const all: Record<string, Listed> = { ...names };
  for (const [name, formula] of Object.entries(formulas)) all[name] = evaluated(formula, all);
  return all;
}

/** Settings and what is remembered, by name. */
function namesOf({ memory }: Schedule, settings: Settings, values: Memory): Names {
  const remembered = Object.entries(memory?.start ?? {}).map(([name, start], i) => [name, values ? values[i]! : start]);
  return { ...(settings as Names), pi: Math.PI, ...Object.fromEntries(remembered) };
}

/** The share of the learning rate: `time` counts what is done, 0 at the first step, in the schedule's unit; `whole` is all of the training in it. */
export function factorAt(
  schedule: Schedule,
  settings: Settings,
  { time, whole, memory }: { readonly time: number; readonly whole: number; readonly memory?: Memory },
): number {
  const names = { ...namesOf(schedule, settings, memory), time, whole: Math.max(1, whole) };
  return Number(evaluated(schedule.factor(settings), withFormulas(schedule.where ?? {}, names)));
}

/** What a schedule remembers after an epoch; undefined where it follows no metric. */
export function remembered(
  schedule: Schedule,
  settings: Settings,
  memory: Memory,
  { value, better }: { readonly value: number; readonly better: 'higher' | 'lower' },
): readonly number[] | undefined {
  if (!schedule.memory) return undefined;
  const { start, next, where } = schedule.memory;
  const names = withFormulas(where, { ...namesOf(schedule, settings, memory), value, higher: better === 'higher' });
  return Object.keys(start).map((name) => evaluated(next[name]!, names) as number);
}
