/**
 * A NaN that enters a layer leaves it: wherever an output depends on a number that is NaN it is NaN itself, on every runtime. So the layer
 * in which a NaN arises is the first one that shows it.
 */
import { describe, expect, it } from 'vitest';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { verify } from '../../engine/ir/verify.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { onnxForms } from '../../engine/targets/onnx/forms/index.ts';
import { effort } from './effort.ts';
import { layerProgram } from './layer-program.ts';
import { runOnnx } from './onnx-run.ts';
import { runTfjs } from './tfjs-run.ts';

type Results = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;
const RUNTIMES: Readonly<Record<string, (program: Program, feeds: Feeds) => Results | Promise<Results>>> = {
  interpreter: interpret,
  'ONNX Runtime': (program, feeds) => runOnnx(verify(simplify(program)), feeds, true),
  'ONNX Runtime, in its forms': (program, feeds) => runOnnx(onnxForms.whole(onnxForms.forward(program)), feeds, true),
  'TensorFlow.js': runTfjs,
};

/** The forward half of a layer, with the numbers that its examples have everywhere, and a list of what its first input may have NaN in. */
function forwardOf(layer: Layer, example: LayerExample): { program: Program; feeds: Feeds } {
  const { program, feeds } = layerProgram(layer, example, { training: false });
  const outputs = program.outputs.filter(({ name, value }) => /^y\d*$/.test(name) && value.dtype === 'float32');
  return { program: verify(simplify({ ...program, outputs })), feeds };
}

const withNumber = (feeds: Feeds, name: string, place: number, number: number): Feeds => {
  const data = Float64Array.from(feeds[name]!.data);
  data[place] = number;
  return { ...feeds, [name]: { ...feeds[name]!, data } };
};

/** Outputs that change with a number, as `y[3]`. */
function dependent(program: Program, feeds: Feeds, name: string, place: number): Set<string> {
  const runs = [-40, -0.3, 0.3, 1.7, 40].map((number) => interpret(program, withNumber(feeds, name, place, number)));
  return new Set(
    program.outputs.flatMap((output) =>
      [...runs[0]![output.name]!.data].flatMap((value, i) =>
        runs.some((run) => !Object.is(run[output.name]!.data[i], value)) ? [`${output.name}[${i}]`] : [],
      ),
    ),
  );
}

const { numRuns: PLACES } = effort(1, 12);

interface Probe {
  readonly name: string;
  readonly place: number;
  /** The outputs that depend on that number. */
  readonly expected: ReadonlySet<string>;
}
interface Probed {
  readonly program: Program;
  readonly feeds: Feeds;
  readonly probes: readonly Probe[];
}
/** By the example: every runtime is asked the same. */
const known = new Map<LayerExample, Probed>();

function probed(layer: Layer, example: LayerExample): Probed {
  const found = known.get(example);
  if (found) return found;
  const { program, feeds } = forwardOf(layer, example);
  const inputs = program.inputs.filter(({ name, value }) => /^x\d$/.test(name) && value.dtype === 'float32');
  const probes = (program.outputs.length === 0 ? [] : inputs).flatMap(({ name }) =>
    Array.from({ length: PLACES }, (_, k) => {
      const place = Math.floor(((k + 0.5) / PLACES) * feeds[name]!.data.length);
      return { name, place, expected: dependent(program, feeds, name, place) };
    }),
  );
  const made = { program, feeds, probes };
  known.set(example, made);
  return made;
}

const cases = LAYERS.flatMap((layer) =>
  layer.examples.flatMap((example, i): (readonly [string, Layer, LayerExample])[] =>
    example.inputs.some((type) => type?.dtype === 'float32') ? [[`${layer.id} ${i}`, layer, example]] : [],
  ),
);

describe.each(Object.entries(RUNTIMES))('%s', (_, run) => {
  it.each(cases)('lets a NaN through %s', async (_, layer, example) => {
    const { program, feeds, probes } = probed(layer, example);
    for (const { name, place, expected } of probes) {
      const results = await run(program, withNumber(feeds, name, place, Number.NaN));
      const swallowed = [...expected].filter((at) => {
        const [, output, i] = /^(y\d*)\[(\d+)\]$/.exec(at)!;
        return !Number.isNaN(results[output!]!.data[Number(i)]);
      });
      // the largest k numbers of a row all depend on each, and NaN is one of them
      if (layer.id === 'topK') expect(swallowed.length, `${name}[${place}]`).toBeLessThan(expected.size);
      else expect(swallowed, `${name}[${place}]`).toEqual([]);
    }
  });
});
