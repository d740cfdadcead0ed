/** Random documents: inferred shapes are the computed ones; interpreter, finite differences, ONNX Runtime and TensorFlow.js agree on all programs. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Feeds, interpret, type Numbers } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { hashName, randomStream, streamKey, uniformAt } from '../../engine/ir/random.ts';
import { formatProgram, parseProgram } from '../../engine/ir/text.ts';
import { isFed, layerOf } from '../../engine/layers/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import type { CompiledModel, ProgramKind } from '../../engine/passes/compiled.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { distance } from './compare.ts';
import { Draw } from './draw.ts';
import { effort, long } from './effort.ts';
import { runOnnx } from './onnx-run.ts';
import { type RandomDocument, randomDocument } from './random-documents.ts';
import { randomRounding } from './rounding.ts';
import { differentiateTfjs, runTfjs } from './tfjs-run.ts';

/** `train` holds `loss` and `update`, `evaluate` holds `predict`. */
const KINDS: readonly ProgramKind[] = long
  ? ['gradients', 'train', 'evaluate', 'predict', 'update', 'loss']
  : ['gradients', 'train', 'evaluate'];

type Data = Record<string, { shape: readonly number[]; data: Float64Array }>;

/** Numbers for every input of a program, by its name, so that all programs of a document get the same. */
function feedsFor(program: Program, { below }: RandomDocument, model: CompiledModel): Data {
  const states = new Set(model.weights.filter(({ role }) => role === 'state').map(({ name }) => name));
  const scalars = model.scalars({ step: 3, learningRate: 0.1 });
  return Object.fromEntries(
    program.inputs.map(({ name, value: { dtype, shape } }) => {
      const key = streamKey(3, hashName(name));
      const formula = (u: number): number => {
        if (name === '@seed') return 7;
        if (name in scalars) return scalars[name]!;
        if (dtype === 'int32') return Math.floor(u * below.get(name)!);
        if (name.startsWith('target:')) return u;
        // statistics and optimizer slots are never negative
        return states.has(name) || name.includes('/') ? 0.5 + u : 2 * u - 1;
      };
      return [
        name,
        {
          shape,
          data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(formula(uniformAt(key, i)))),
        },
      ];
    }),
  );
}

type Results = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;

/** Whether counts differ by one score alone, which rounding carried over the edge of its bin. */
function isNextBin(found: ArrayLike<number>, exact: ArrayLike<number>): boolean {
  const apart = Array.from(exact, (count, i) => found[i]! - count);
  const moved = apart.flatMap((by, i) => (by === 0 ? [] : [{ by, i }]));
  return (
    moved.length === 2 &&
    moved[0]!.by === -moved[1]!.by &&
    Math.abs(moved[0]!.by) === 1 &&
    moved[1]!.i - moved[0]!.i === 1
  );
}

/** Whether two scores of a row are so near to each other that rounding decides which is the larger. */
function nearlyTie({ shape, data }: Numbers): boolean {
  const row = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0]! }, (_, i) =>
    Array.from(data.slice(i * row, (i + 1) * row)).sort((a, b) => a - b),
  ).some((sorted) => {
    const near = 1e-5 * Math.max(...sorted.map(Math.abs));
    return sorted.some((score, i) => i > 0 && score - sorted[i - 1]! <= near);
  });
}

/**
 * A runtime agrees with double precision to 1e-4; where a graph amplifies rounding (batch norm of a few values), to ten times what rounding
 * costs the interpreter at worst, to the nearest and at random: gradients that cancel (of a shift that the next norm or a softmax takes out)
 * do so in one order of sums, not in another. What is counted agrees unless scores nearly tie. A network that divides by zero (x / relu(x)) must
 * run; what comes out, infinite or not a number, is up to the order of sums.
 */
function agrees(runtime: string, actual: Results, program: Program, feeds: Feeds, exact: Results, tied: boolean): void {
  if (!Object.values(exact).every(({ data }) => Array.from(data).every(Number.isFinite))) return;
  const gradients = program.outputs.filter(({ name }) => name.startsWith('gradient:'));
  const largest = Math.max(1e-3, ...gradients.flatMap(({ name }) => Array.from(exact[name]!.data, Math.abs)));
  const offBy = (results: Results, name: string) =>
    distance(results[name]!.data, exact[name]!.data, name.startsWith('gradient:') ? largest * 0.1 : 1);
  const isCounted = (name: string): boolean =>
    name.startsWith('metric:') && Array.from(exact[name]!.data).every(Number.isInteger);
  const compared = program.outputs.map(({ name }) => name).filter((name) => actual[name] && !(tied && isCounted(name)));
  const off = compared
    .map((name) => ({ name, by: offBy(actual, name) }))
    .filter(({ name, by }) => by >= 1e-4 && !(isCounted(name) && isNextBin(actual[name]!.data, exact[name]!.data)));
  if (off.length === 0) return;
  const singles = [Math.fround, ...[1, 2, 3, 4, 5, 6, 7].map(randomRounding)].map((precision) =>
    interpret(program, feeds, { precision }),
  );
  const rounding = Math.max(...singles.flatMap((single) => compared.map((name) => offBy(single, name))));
  for (const { name, by } of off)
    expect(by, `${name} of ${runtime} against double precision, rounding being ${rounding} off`).toBeLessThanOrEqual(
      10 * rounding,
    );
}

/** The slope of the loss along a random direction of all weights, unless a kink lies within the step or the loss is no number (x / relu(x)). */
function slopes(program: Program, feeds: Data, exact: Readonly<Record<string, Numbers>>): void {
  const names = program.outputs.flatMap(({ name }) => (name.startsWith('gradient:') ? [name.slice(9)] : []));
  const uniform = randomStream(5, 'direction');
  const direction = new Map(names.map((name) => [name, feeds[name]!.data.map(() => 2 * uniform() - 1)]));
  const lossAt = (step: number): number => {
    const moved = Object.fromEntries(
      Object.entries(feeds).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((v, i) => v + step * (direction.get(name)?.[i] ?? 0)) },
      ]),
    );
    return interpret(program, moved, { precision: 'float64' }).loss!.data[0]!;
  };
  const terms = names.flatMap((name) =>
    [...exact[`gradient:${name}`]!.data].map((g, i) => g * direction.get(name)![i]!),
  );
  const slope = terms.reduce((p, q) => p + q, 0);
  const scale = Math.max(
    1e-2,
    terms.reduce((p, q) => p + Math.abs(q), 0),
  );
  const here = exact.loss!.data[0]!;
  for (const step of [1e-5, 1e-6, 1e-7]) {
    const [above, below] = [lossAt(step), lossAt(-step)];
    const bend = Math.abs(above - here - (here - below)) / step;
    if (Number.isNaN(bend) || bend > 1e-4 * scale) continue;
    expect(
      Math.abs((above - below) / (2 * step) - slope) / scale,
      `the loss along a direction, step ${step}`,
    ).toBeLessThan(Math.max(1e-4, (1e-14 / step) * Math.abs(here / scale)));
    return;
  }
}

async function check(random: RandomDocument): Promise<void> {
  const { document, targets, batch } = random;
  const checked = checkGraph(document.graph);
  expect(checked.problems).toEqual([]);
  const model = compile(document, targets, checked);

  const trainable = new Set(model.weights.filter((weight) => weight.trainable).map(({ name }) => name));

  const inspect = model.program('inspect', batch);
  const values = interpret(inspect, feedsFor(inspect, random, model));
  for (const [id, { outputs }] of checked.nodes) {
    const { dtype, shape } = values[`output:${id}`]!;
    expect([dtype, shape], id).toEqual([
      outputs[0]!.dtype,
      outputs[0]!.shape.map((dim) => (dim === 'N' ? batch : dim)),
    ]);
  }

  const tied = document.training.losses.some(({ output = checked.outputs[0]! }) =>
    nearlyTie(values[`output:${output}`]!),
  );

  for (const kind of KINDS) {
    const program = model.program(kind, batch);
    expect(parseProgram(formatProgram(program)), kind).toEqual(program);
    expect(formatProgram(simplify(program)), `${kind} is as simple as it gets`).toBe(formatProgram(program));
    const feeds = feedsFor(program, random, model);
    const exact = interpret(program, feeds, { precision: 'float64' });
    try {
      for (const [runtime, run] of [
        ['ONNX Runtime', runOnnx],
        ['TensorFlow.js', runTfjs],
      ] as const) {
        if (run === runTfjs && kind !== 'train') continue;
        const actual = await run(program, feeds);
        // an optimizer may divide by a small number, so its next weights are compared in `update`, from given gradients
        const learned = ({ name }: { name: string }) => kind === 'train' && trainable.has(name.split('/')[0]!);
        agrees(
          runtime,
          Object.fromEntries(
            program.outputs.filter((output) => !learned(output)).map(({ name }) => [name, actual[name]!]),
          ),
          program,
          feeds,
          exact,
          tied,
        );
      }
      if (kind === 'gradients') {
        if (!document.graph.nodes.some(({ type }) => layerOf(type)?.altersGradient)) slopes(program, feeds, exact);
        agrees(
          'TensorFlow.js’s own gradients',
          await differentiateTfjs(program, feeds, [...trainable]),
          program,
          feeds,
          exact,
          tied,
        );
      }
    } catch (error) {
      throw new Error(`${kind}: ${(error as Error).message}`, { cause: error });
    }
  }
}

it('agrees on random documents', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const random = randomDocument(new Draw(g));
      fc.pre(random !== undefined);
      fc.pre(random.document.graph.nodes.some(isFed) && checkGraph(random.document.graph).parameters > 0);
      try {
        await check(random);
      } catch (error) {
        const { graph, training } = random.document;
        const nodes = graph.nodes.map(
          ({ id, settings }) =>
            `${id} ${JSON.stringify(settings)} <- ${graph.edges
              .filter(({ to }) => to.node === id)
              .map(({ from }) => from.node)
              .join(', ')}`,
        );
        throw new Error(
          `${(error as Error).message}\nbatch ${random.batch}\n${nodes.join('\n')}\n${JSON.stringify(training)}`,
          { cause: error },
        );
      }
    }),
    effort(40, 1000),
  );
});
