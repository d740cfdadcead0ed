/**
 * What a formula's condition keeps away is kept away: on every engine the guarded value, and gradients that are finite wherever
 * PyTorch's `torch.where` has finite ones.
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../engine/expression/parse.ts';
import { Builder } from '../../engine/ir/builder.ts';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { lowerFormula } from '../../engine/layers/common/formula.ts';
import { compile } from '../../engine/passes/compile.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { onnxForms } from '../../engine/targets/onnx/forms/index.ts';
import { programFunction } from '../../engine/targets/typescript/model/print.ts';
import { helpersFor } from '../../engine/targets/typescript/model/primitives.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { smallDocument } from '../training/small.ts';
import { distance } from './compare.ts';
import { effort } from './effort.ts';
import { runOnnx } from './onnx-run.ts';
import { differentiateTfjs, runTfjs } from './tfjs-run.ts';

/** The formula's value `y` and its gradients `d a`, `d b`. */
function programOf(formula: string, count: number, gradients = true): Program {
  const b = new Builder();
  const inputs = ['a', 'b'].map((name) => b.input(`input:${name}`, 'float32', [count]));
  const y = lowerFormula(b, parseExpression(formula), { a: inputs[0]!, b: inputs[1]! });
  b.output('y', b.broadcast(y, [count]));
  const loss = b.sum(b.broadcast(y, [count]));
  b.output('loss', loss);
  if (gradients) differentiate(b, loss, inputs).forEach((gradient, i) => b.output(`d ${'ab'[i]}`, gradient));
  return b.finish();
}
const formed = (program: Program): Program => onnxForms.whole(simplify(onnxForms.forward(simplify(program))));
const feedsOf = (a: readonly number[], b: readonly number[] = a): Feeds => ({
  'input:a': { shape: [a.length], data: Float64Array.from(a) },
  'input:b': { shape: [b.length], data: Float64Array.from(b) },
});

/** What an exported project computes: the printed function, run, with the gradients that TensorFlow.js derives. */
function exported(formula: string, feeds: Feeds): Record<string, ArrayLike<number>> {
  const type = { dtype: 'float32', shape: ['N'] } as const;
  const source = programFunction('formula', '', { a: type, b: type }, (b, { a, b: other }) =>
    b.add(lowerFormula(b, parseExpression(formula), { a: a!, b: other! }), b.mul(b.add(a!, other!), 0)),
  );
  const { outputText } = ts.transpileModule([...helpersFor(source), source].join('\n'), {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  });
  const run = new Function('tf', `${outputText}\nreturn formula;`)(tf) as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  const given = ['input:a', 'input:b'].map((name) => tf.tensor(Array.from(feeds[name]!.data))) as [
    tf.Tensor,
    tf.Tensor,
  ];
  const [a, b] = tf.grads(run)(given) as [tf.Tensor, tf.Tensor];
  return { y: run(...given).dataSync(), 'd a': a.dataSync(), 'd b': b.dataSync() };
}

/** Every engine's outputs of a formula; TensorFlow.js differentiates by itself. */
async function onEveryEngine(
  formula: string,
  feeds: Feeds,
): Promise<Record<string, Record<string, ArrayLike<number>>>> {
  const program = programOf(formula, feeds['input:a']!.shape[0]!);
  const forward = programOf(formula, feeds['input:a']!.shape[0]!, false);
  const own = await differentiateTfjs(forward, feeds, ['input:a', 'input:b']);
  const data = (results: Record<string, { data: ArrayLike<number> }>) =>
    Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result.data]));
  return {
    interpreter: data(interpret(program, feeds)),
    simplified: data(interpret(simplify(program), feeds)),
    formed: data(interpret(formed(program), feeds)),
    onnx: data(await runOnnx(formed(program), feeds)),
    'onnx, plain': data(await runOnnx(program, feeds)),
    tfjs: {
      ...data(await runTfjs(forward, feeds)),
      'd a': own['gradient:input:a']!.data,
      'd b': own['gradient:input:b']!.data,
    },
    'exported TypeScript': exported(formula, feeds),
  };
}

describe.each([
  ['a > 0 ? 1 / a : 0', [0, 2, -4], [0, 0.5, 0]],
  ['a > 0 ? sqrt(a) : 0', [-2, 4, 0], [0, 2, 0]],
  ['a > 0 ? log(a) : 0', [-2, 1, 0], [0, 0, 0]],
  ['a <= 0 ? 0 : 1 / a', [0, 2, -4], [0, 0.5, 0]],
  ['0 < sqrt(a) ? sqrt(a) : 0', [-2, 4, 0], [0, 2, 0]],
  ['a > 80 ? 0 : exp(a)', [100, 0, 200], [0, 1, 0]],
  ['(a > 0 ? sqrt(a) : 0) + (a > 0 ? 0 : 1 / a)', [4, -2, 0], [2, -0.5, Number.POSITIVE_INFINITY]],
  ['abs(a) < 1e10 ? a * a * a : 0', [1e30, 2, -1e20], [0, 8, 0]],
  ['a > 0 and a < 9 ? 3 * (a > 1 ? 1 / (a - 1) : 0) : 0', [1, 2, -1], [0, 3, 0]],
  ['(a > 0 ? 1 / a : 0) * (b > 0 ? log(b) : 0)', [0, 1, -1], [0, 0, 0]],
])('%s', (formula, a, y) => {
  it('gives the guarded value on every engine', async () => {
    for (const [engine, results] of Object.entries(await onEveryEngine(formula, feedsOf(a))))
      expect(distance(results.y!, y), `${engine}: ${[...Array.from(results.y!)]}`).toBeLessThan(1e-5);
  });
});

describe.each([
  // of torch.where over something safe inside, and of clamps and relu, which are selections in PyTorch
  ['a > 0 ? 1 / (a > 0 ? a : 1) : 0', [0, 2, -4], [0, -0.25, 0]],
  ['sqrt(a > 0 ? a : 0)', [-2, 4, -1], [0, 0.25, 0]],
  ['sqrt(relu(a))', [-2, 4, -1], [0, 0.25, 0]],
  ['log(max(a, 0))', [-2, 4, -1], [0, 0.25, 0]],
  ['a ^ 0', [0, 2, -4], [0, 0, 0]],
  ['1 / relu(a)', [-2, 2, -1], [0, -0.25, 0]],
  ['log(clip(a, 0, 9))', [-2, 4, 10], [0, 0.25, 0]],
  ['relu(a) ^ 0.5', [-2, 4, -1], [0, 0.25, 0]],
  ['sqrt(min(a, 0))', [2, 3, 1], [0, 0, 0]],
  // the square of the divisor is 0, or infinite, as float32
  ['1e-20 / (a + 1e-23)', [0, 0, 0], [-1e26, -1e26, -1e26]],
  ['abs(a)', [0, 2, -4], [0, 1, -1]],
])('the gradient of %s', (formula, a, gradient) => {
  it('is zero where nothing of it was taken', async () => {
    for (const [engine, results] of Object.entries(await onEveryEngine(formula, feedsOf(a))))
      expect(distance(results['d a']!, gradient), `${engine}: ${[...Array.from(results['d a']!)]}`).toBeLessThan(1e-5);
  });
});

/** Formulas that are not defined everywhere, within conditions that may or may not keep that away. */
const formulas: fc.Arbitrary<string> = fc
  .letrec<{ value: string; condition: string }>((tie) => ({
    condition: fc.oneof(
      fc
        .tuple(
          fc.constantFrom('a', 'b', 'a - b', 'abs(a) - 1'),
          fc.constantFrom('<', '<=', '>', '>=', '=='),
          fc.constantFrom(0, 1),
        )
        .map((parts) => parts.join(' ')),
      fc
        .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
        .map(([p, sign, q]) => `(${p} ${sign} ${q})`),
      tie('condition').map((p) => `not (${p})`),
    ),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', '0', '1', '-2'),
      fc
        .tuple(fc.constantFrom('sqrt', 'log', 'exp', 'relu', 'abs', 'tanh'), tie('value'))
        .map(([f, x]) => `${f}(${x})`),
      fc.tuple(tie('value'), fc.constantFrom('+', '-', '*', '/'), tie('value')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(fc.constantFrom('max', 'min'), tie('value'), tie('value')).map(([f, p, q]) => `${f}(${p}, ${q})`),
      fc.tuple(tie('condition'), tie('value'), tie('value')).map(([c, p, q]) => `(${c} ? ${p} : ${q})`),
      fc.tuple(tie('condition'), tie('value')).map(([c, p]) => `(${c} ? ${p} : 0)`),
      fc.tuple(tie('condition'), tie('value')).map(([c, p]) => `(${c} ? 0 : ${p})`),
    ),
  }))
  .value.filter((formula) => /[ab]/.test(formula.replaceAll(/[a-z]{2,}/g, '')) && formula.includes('?'));
const numbers = fc.array(fc.constantFrom(-3, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 100), { minLength: 4, maxLength: 4 });

/** Whether numbers agree wherever the expected ones are finite. */
const agrees = (actual: ArrayLike<number>, expected: ArrayLike<number>): boolean =>
  Array.from(expected).every(
    (value, i) => !Number.isFinite(value) || Math.abs(actual[i]! - value) <= 1e-4 * Math.max(1, Math.abs(value)),
  );

it('gives the same on every engine for any formula with conditions', async () => {
  await fc.assert(
    fc.asyncProperty(formulas, numbers, numbers, async (formula, a, b) => {
      const { interpreter, ...engines } = await onEveryEngine(formula, feedsOf(a, b));
      for (const [engine, results] of Object.entries(engines))
        for (const name of Object.keys(results).filter((one) => one !== 'loss'))
          expect(
            agrees(results[name]!, interpreter![name]!),
            `${engine}, ${name}: ${Array.from(results[name]!).join()}, wanted ${Array.from(interpreter![name]!).join()}`,
          ).toBe(true);
    }),
    effort(100, 5000),
  );
});

it.each(['norm', 'globalNorm', 'adaptive'] as const)(
  'clipping by %s spreads no gradient that is NaN or infinite over other numbers',
  async (type) => {
    const document = smallDocument({
      clipping: { type, threshold: 1 },
      optimizer: { type: 'sgd', settings: {} },
      metrics: [],
    });
    const model = compile(document, { target: { dtype: 'int32', shape: ['N'] } });
    for (const spoilt of [Number.NaN, Number.POSITIVE_INFINITY])
      for (const program of [model.program('update', 1), model.program('update', 1, onnxForms)]) {
        const feeds = Object.fromEntries(
          program.inputs.map(({ name, value: { shape } }) => [
            name,
            {
              shape,
              data: Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
                name === 'gradient:conv.weight' && i === 0 ? spoilt : name.startsWith('gradient:') ? 0.1 : 1,
              ),
            },
          ]),
        );
        for (const results of [interpret(program, feeds), await runOnnx(program, feeds)]) {
          const weights = model.weights.filter(({ trainable }) => trainable);
          const numbers = weights.flatMap(({ name }) =>
            Array.from(results[name]!.data, (value) => [name, value] as const),
          );
          const bad = numbers.filter(([, value]) => !Number.isFinite(value));
          expect(bad.map(([name]) => name)).toEqual(['conv.weight']);
        }
      }
  },
);
