/** What a schedule's formulas come to. */
import { parseOnce } from '../expression/evaluate.ts';
import type { Schema, SettingsOf } from '../settings.ts';
import type { Formulas, Schedule } from './define.ts';
import { evaluateLists, type Listed } from './lists.ts';

type Settings = SettingsOf<Schema>;
type Names = Readonly<Record<string, Listed>>;
/** What `remembered` gave last. */
type Memory = readonly number[] | undefined;

const evaluated = (formula: string, names: Names): Listed => evaluateLists(parseOnce(formula), names);

/** With what the formulas give, each added to the names for those behind it. */
function withFormulas(formulas: Formulas, names: Names): Names {
  const all: Record<string, Listed> = { ...names };
  for (const [name, formula] of Object.entries(formulas)) all[name] = evaluated(formula, all);
  return all;
}

/** Settings and what is remembered, by name. */
function known({ memory }: Schedule, settings: Settings, values: Memory): Names {
  const remembered = Object.entries(memory?.start ?? {}).map(([name, start], i) => [name, values ? values[i]! : start]);
  return { ...(settings as Names), pi: Math.PI, ...Object.fromEntries(remembered) };
}

/** The share of the learning rate: `time` counts what is done, 0 at the first step, in the schedule's unit; `whole` is all of the training in it. */
export function factorAt(
  schedule: Schedule,
  settings: Settings,
  { time, whole, memory }: { readonly time: number; readonly whole: number; readonly memory?: Memory },
): number {
  const names = { ...known(schedule, settings, memory), time, whole: Math.max(1, whole) };
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
  const names = withFormulas(where, { ...known(schedule, settings, memory), value, higher: better === 'higher' });
  return Object.keys(start).map((name) => evaluated(next[name]!, names) as number);
}
