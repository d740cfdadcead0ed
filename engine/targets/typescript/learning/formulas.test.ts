import { describe, expect, it } from 'vitest';
import { evaluateSource } from '../../../expression/evaluate.ts';
import { OPTIMIZERS } from '../../../learn/index.ts';
import { scalarsOf } from '../../../learn/scalars.ts';
import { resolveSettings } from '../../../settings.ts';
import { Code } from '../../literals.ts';
import { isList, readFormula } from '../../formulas.ts';
import { bodyOf, printFormula } from './formulas.ts';

it.each([
  ['a / (1 - b ^ step)', 'a / (1 - 0.9 ** step)'],
  ['a * step / b', '(a * step) / 0.9'],
  ['a * (step * b)', 'a * (step * 0.9)'],
  ['a - (step - b)', 'a - (step - 0.9)'],
  ['(-step) ^ 2', '(-step) ** 2'],
  ['step ^ -d', 'step ** -0.5'],
  ['2 ^ 3 ^ step', '2 ** 3 ** step'],
  ['1 / sqrt(min(step, 4))', '1 / Math.sqrt(Math.min(step, 4))'],
  ['own(step + 1)', 'own(step + 1)'],
  ['step == 1 or not (a < step)', 'step === 1 || !(a < step)'],
  ['step * zero + a', 'a'],
  ['a / one ^ step', 'a / 1 ** step'],
  ['a / one', 'a'],
  ["kind == 'line' ? a : step", 'a'],
  ['step * (4 - 1)', 'step * 3'],
  ['a + (1 - 4) * step', 'a - 3 * step'],
  ['not finite(a) ? 0 : floor(step)', '!Number.isFinite(a) ? 0 : Math.floor(step)'],
  // all digits of the number that it comes to would not be shorter
  ['step * (1 - b)', 'step * (1 - 0.9)'],
])('%s', (source, text) => {
  const names = { a: new Code('a'), b: 0.9, d: 0.5, zero: 0, one: 1, kind: 'line' };
  expect(printFormula(source, names)).toBe(text);
});

it('prints formulas over lists as what is done with the elements of one', () => {
  const lists = { array: 'counts', properties: ['right', 'chosen'] };
  expect(printFormula('share(sum(right * a), mean(chosen))', { a: 2 }, lists)).toBe(
    'share(sum(counts.map(({ right }) => right * 2)), mean(counts.map(({ chosen }) => chosen)))',
  );
  expect(printFormula('at(right, own) / at(chosen, own)', { own: 1 }, lists)).toBe(
    'counts[1]!.right / counts[1]!.chosen',
  );
  expect(isList(readFormula('min(right, 1)', {}), lists)).toBe(true);
  expect(isList(readFormula('min(sum(right), 1)', {}), lists)).toBe(false);
});

it('puts a choice into brackets where it is a body', () => {
  expect(bodyOf('step == 1 ? 1 : 2', {})).toBe('(step === 1 ? 1 : 2)');
});

describe.each(OPTIMIZERS.map((optimizer) => [optimizer.id, optimizer] as const))('%s', (_, optimizer) => {
  const given = 'weightDecay' in optimizer.settings ? { weightDecay: 0.3 } : {};
  const { settings } = resolveSettings(optimizer.settings, given);
  const { where = {}, stepFunctions = {} } = optimizer;

  it('prints scalars that are the same numbers to the bit', () => {
    const at = scalarsOf(optimizer, settings);
    const functions = Object.entries(stepFunctions).map(([name, { kind, formula }]) =>
      kind === 'formula'
        ? `const ${name} = (step) => ${bodyOf(formula, settings)};`
        : `const ${name} = (n) => { let all = 1; for (let step = 1; step <= n; step++) all *= ${printFormula(formula, settings)}; return all; };`,
    );
    const scalars = optimizer.scalars(settings);
    const lines = Object.entries({ ...where, ...scalars }).map(
      ([name, formula]) => `const ${name} = ${printFormula(formula, settings)};`,
    );
    const code = `${[...functions, ...lines].join('\n')}\nreturn { ${Object.keys(scalars).join(', ')} };`;
    const run = new Function('step', 'learningRate', code) as (step: number, rate: number) => object;
    for (const step of [1, 2, 3, 7, 100, 4321]) expect(run(step, 0.07)).toEqual(at({ step, learningRate: 0.07 }));
  });
});

it('computes what it can as the engine does', () => {
  const source = '(3 - 1) / 4 + max(1, 2) ^ 2 * -0.5';
  expect(printFormula(source, {})).toBe(String(evaluateSource(source, {})));
});
