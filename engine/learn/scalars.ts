/** What an optimizer's formulas come to at a step. */
import { evaluate, type FormulaFunctions, FUNCTIONS } from '../expression/evaluate.ts';
import { type Expression, parseExpression } from '../expression/parse.ts';
import type { Schema, SettingsOf } from '../settings.ts';
import type { Formulas, Optimizer, StepFunction } from './define.ts';

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
  const functions = withStepFunctions(stepFunctions, settings);
  const [before, wanted] = [parsed(where), parsed(scalars(settings))];
  return ({ step, learningRate }) => {
    const names: Record<string, unknown> = { ...settings, step, learningRate };
    for (const [name, tree] of before) names[name] = evaluate(tree, names, functions);
    return Object.fromEntries(wanted.map(([name, tree]) => [name, Number(evaluate(tree, names, functions))]));
  };
}

/** A formula of `step` and of settings, as a function of the step. */
export function formulaOf(formula: string, settings: Readonly<Record<string, unknown>>): (step: number) => number {
  const tree = parseExpression(formula);
  return (step) => Number(evaluate(tree, { ...settings, step }));
}

const parsed = (formulas: Formulas): (readonly [name: string, tree: Expression])[] =>
  Object.entries(formulas).map(([name, formula]) => [name, parseExpression(formula)]);

/** With the functions of settings; each function of a step may call those before it. */
function withStepFunctions(given: Readonly<Record<string, StepFunction>>, settings: Settings): FormulaFunctions {
  const functions: Record<string, FormulaFunctions[string]> = { ...FUNCTIONS };
  for (const [name, { kind, formula }] of Object.entries(given)) {
    const tree = parseExpression(formula);
    const at = (step: number) => Number(evaluate(tree, { ...settings, step }, functions));
    functions[name] = { least: 1, most: 1, of: kind === 'product' ? productOf(at) : at };
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
