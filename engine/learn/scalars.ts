/** What an optimizer's formulas come to at a step. */
import type { Schema, SettingsOf } from '../settings.ts';
import type { Optimizer, StepFunction } from './define.ts';
import { type Computed, compiled, type Listed, type Names, type OwnFunctions } from './formulas.ts';

type Settings = SettingsOf<Schema>;
/** What is known at a step, which counts from 1. */
export interface StepMoment {
  readonly step: number;
  readonly learningRate: number;
}

/** The scalars that an update is fed with, by name, as a function of the step. */
export function scalarsOf(
  { scalars, where = {}, stepFunctions = {} }: Optimizer,
  settings: Settings,
): (at: StepMoment) => Readonly<Record<string, number>> {
  const functions = functionsOf(stepFunctions, settings);
  const ready = (formulas: Readonly<Record<string, string>>): (readonly [name: string, computed: Computed])[] =>
    Object.entries(formulas).map(([name, formula]) => [name, compiled(formula, functions)]);
  const [before, wanted] = [ready(where), ready(scalars(settings))];
  // the same names at every step, with other values: the loop asks at each
  const names: Record<string, Listed> = { ...(settings as Names) };
  return ({ step, learningRate }) => {
    names.step = step;
    names.learningRate = learningRate;
    for (const [name, computed] of before) names[name] = computed(names);
    const values: Record<string, number> = {};
    for (const [name, computed] of wanted) values[name] = computed(names) as number;
    return values;
  };
}

/** A formula of `step` and of settings, as a function of the step. */
export function formulaOf(formula: string, settings: object): (step: number) => number {
  const computed = compiled(formula);
  return (step) => computed({ ...(settings as Names), step }) as number;
}

/** Each may call those before it. */
function functionsOf(given: Readonly<Record<string, StepFunction>>, settings: Settings): OwnFunctions {
  const functions: Record<string, (step: number) => number> = {};
  for (const [name, { kind, formula }] of Object.entries(given)) {
    const computed = compiled(formula, { ...functions });
    const names: Record<string, Listed> = { ...(settings as Names) };
    const at = (step: number) => {
      names.step = step;
      return computed(names) as number;
    };
    functions[name] = kind === 'product' ? productOf(at) : at;
  }
  return functions;
}

/** The product of a function over the steps from 1 on; each is one more factor than the last. */
function productOf(factorAt: (step: number) => number): (step: number) => number {
  const products = [1];
  return (step) => {
    while (products.length <= step) products.push(products.at(-1)! * factorAt(products.length));
    return products[step]!;
  };
}
