/** What an imported document predicts, by way of the ONNX model that it is exported as again. */
import * as ort from 'onnxruntime-node';
import { nameOf } from '../../engine/graph/document.ts';
import type { Imported } from '../../engine/importers/define.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { onnxModel } from '../../engine/targets/onnxFile/model.ts';
import { encodeModel } from '../../engine/targets/onnx/model.ts';
import { wordProblem } from '../../engine/problems.ts';

export interface Numbers {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** With an axis moved to the front. */
function movedFirst({ shape, data }: Numbers, axis: number): Numbers {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const count = shape[axis]!;
  const out = new Float64Array(data.length);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < count; i++)
      for (let k = 0; k < inner; k++) out[(i * outer + o) * inner + k] = Number(data[(o * count + i) * inner + k]);
  return { name: '', shape: [count, ...shape.toSpliced(axis, 1)], data: out };
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** An array as an Input with this shape of a sample takes it: the batch first, or all of it as one sample. */
export function asSamples(array: Numbers, sample: readonly number[]): Numbers {
  if (array.shape.length === sample.length) return { ...array, shape: [1, ...array.shape] };
  const axis = array.shape.findIndex((_, i) => same(array.shape.toSpliced(i, 1), sample));
  if (axis < 0) throw new Error(`${array.name}: ${array.shape.join('×')} for samples of ${sample.join('×')}`);
  return movedFirst(array, axis);
}

/** What each output node gives, in the order of the document. */
export async function predicted({ document, weights }: Imported, arrays: readonly Numbers[]): Promise<Numbers[]> {
  const checked = checkGraph(document.graph);
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(wordProblem).join('; '));
  const { graph, inputs, outputs } = onnxModel(document, checked, weights);
  const session = await ort.InferenceSession.create(encodeModel(graph), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const feeds = inputs.map(({ node, name }) => {
      const found = document.graph.nodes.find(({ id }) => id === node)!;
      const array = arrays.find((one) => one.name === nameOf(found));
      if (!array) throw new Error(`nothing for ${nameOf(found)}`);
      const { shape = [1, 28, 28], values = 'float32' } = found.settings as { shape?: number[]; values?: string };
      const given = asSamples(array, shape);
      const data = values === 'int32' ? Int32Array.from(given.data) : Float32Array.from(given.data);
      return [name, new ort.Tensor(values as 'float32', data as Float32Array, given.shape)] as const;
    });
    const results = await session.run(Object.fromEntries(feeds.filter(([name]) => session.inputNames.includes(name))));
    return outputs.map(({ name }) => {
      const { dims, data } = results[name]!;
      return { name, shape: dims, data: Float64Array.from(data as Float32Array, Number) };
    });
  } finally {
    await session.release();
  }
}

/** The largest difference between two, relative where numbers are large; infinite where they do not hold as many. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [Number(a[i]), Number(b[i])];
    if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const apart = Math.abs(x - y) / Math.max(1, Math.abs(y));
    if (Number.isNaN(apart)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, apart);
  }
  return most;
}

/** An output of a document against that of the model, whose batch may stand elsewhere. */
export function apart(found: Numbers, expected: Numbers): number {
  const direct = difference(found.data, expected.data);
  if (direct < 1e-3 || found.data.length !== expected.data.length) return direct;
  const moved = expected.shape.map((_, axis) => difference(found.data, movedFirst(expected, axis).data));
  return Math.min(direct, ...moved);
}
