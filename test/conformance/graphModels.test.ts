/** Graph models of TensorFlow.js are read with the numbers that they give: one as its converter writes it, and this program's own. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../engine/files/memory.ts';
import type { Document } from '../../engine/graph/document.ts';
import { type Imported, countFates } from '../../engine/importers/define.ts';
import { tfjs } from '../../engine/importers/tfjs/index.ts';
import { turned } from '../../engine/importers/common/flow.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { sampleShape } from '../../engine/layers/define.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { initialState } from '../../engine/passes/initialState.ts';
import { UserError, wordProblem } from '../../engine/problems.ts';
import { MODEL } from '../../engine/targets/tfjsFile/commands.ts';
import { tfjsFile } from '../../engine/targets/tfjsFile/index.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { predicted } from '../interchange/predicted.ts';

const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(1 + seed + 1.7 * i * (1 + (seed % 3))));

async function read(content: Readonly<Record<string, string | Uint8Array>>): Promise<Imported> {
  const files = new MemoryFiles();
  for (const [name, bytes] of Object.entries(content)) await files.write(`/m/${name}`, bytes);
  return tfjs.read({ file: '/m/model.json', files }, {}, { breathe: async () => {} });
}

/** What a document gives for two samples of numbers that are always the same, or for what is given. */
function given({ document, weights }: Pick<Imported, 'document' | 'weights'>, input?: Float32Array) {
  const checked = checkGraph(document.graph);
  expect(checked.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const model = compileToPredict(expandDocument(document, checked.expanded), checked);
  const feeds = Object.fromEntries([
    ...model.weights.map(({ name }) => [name, weights.get(name)!] as const),
    ...model.inputs.map(({ name, type }, i) => {
      const shape = [2, ...sampleShape(type)];
      const data = numbers(sizeOf(shape), i);
      const whole = type.dtype === 'int32' ? Int32Array.from(data, (x) => Math.floor(1.9 * Math.abs(x))) : data;
      return [name, { shape, dtype: type.dtype, data: input ?? whole } as Tensor] as const;
    }),
  ]);
  const found = interpret(model.program('predict', 2), feeds);
  return model.outputs.map(({ name }) => found[name]!);
}
function expectAlike(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length);
  const most = Math.max(1, ...Array.from(wanted, (x) => Math.abs(Number(x))));
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(Number(found[i]) - Number(wanted[i])) / most).toBeLessThan(1e-4);
}

// A graph as the converter writes it

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: object;
}
const list = (...values: number[]) => ({ list: { i: values.map(String) } });
const said = (value: string) => ({ s: btoa(value) });
const ops = (...names: string[]) => ({ list: { s: names.map(btoa) } });
const window = {
  strides: list(1, 1, 1, 1),
  padding: said('SAME'),
  data_format: said('NHWC'),
  dilations: list(1, 1, 1, 1),
};

/** A model of one input of 7×6 pixels with 2 channels. */
class Written {
  readonly nodes: Node[] = [];
  readonly weights: { name: string; shape: number[]; dtype: string; data: Float32Array | Int32Array }[] = [];
  constructor() {
    const dim = [-1, 7, 6, 2].map((size) => ({ size: String(size) }));
    this.node('pixels', 'Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } });
  }
  node(name: string, op: string, input: readonly string[], attr: object = {}): string {
    this.nodes.push({ name, op, input, attr });
    return name;
  }
  weight(name: string, shape: number[], data: Float32Array | Int32Array = numbers(sizeOf(shape), this.weights.length)) {
    this.weights.push({ name, shape, dtype: data instanceof Float32Array ? 'float32' : 'int32', data });
    return this.node(name, 'Const', [], { dtype: { type: data instanceof Float32Array ? 'DT_FLOAT' : 'DT_INT32' } });
  }
  ints(...values: number[]): string {
    return this.weight(`ints${this.weights.length}`, [values.length], Int32Array.from(values));
  }
  axis(value: number): string {
    return this.weight(`axis${this.weights.length}`, [], Int32Array.of(value));
  }
  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.weights.map(({ data }) => new Uint8Array(data.buffer))));
  }
  json(output: string) {
    return {
      format: 'graph-model',
      modelTopology: { node: this.nodes, library: {}, versions: {} },
      signature: { inputs: { pixels: { name: 'pixels:0' } }, outputs: { out: { name: `${output}:0` } } },
      weightsManifest: [{ paths: ['w.bin'], weights: this.weights.map(({ data: _, ...spec }) => spec) }],
    };
  }
  files(output: string) {
    return { 'model.json': JSON.stringify(this.json(output)), 'w.bin': this.bytes };
  }
  /** What TensorFlow.js gives. */
  async run(output: string, x: tf.Tensor): Promise<tf.Tensor> {
    const { modelTopology, signature } = this.json(output);
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology,
        signature: signature as never,
        weightSpecs: this.weights.map(({ data: _, ...spec }) => spec as never),
        weightData: Uint8Array.from(this.bytes).buffer,
      }),
    );
    return model.execute({ pixels: x }, output) as tf.Tensor;
  }
}

/** Parts of networks, each from the pixels to what it gives. */
const PARTS: Readonly<Record<string, (m: Written) => string>> = {
  network(m) {
    const conv = m.node('a/conv', '_FusedConv2D', ['pixels', m.weight('k', [3, 3, 2, 4]), m.weight('b', [4])], {
      ...window,
      fused_ops: ops('BiasAdd', 'LeakyRelu'),
      leakyrelu_alpha: { f: 0.3 },
      num_args: { i: '1' },
    });
    const positive = Float32Array.of(1, 2, 0.5, 3);
    const norm = m.node(
      'a/norm',
      'FusedBatchNormV3',
      [conv, m.weight('s', [4]), m.weight('o', [4]), m.weight('m', [4]), m.weight('v', [4], positive)],
      { epsilon: { f: 0.001 }, is_training: { b: false }, data_format: said('NHWC') },
    );
    const depth = m.node(
      'depth',
      'FusedDepthwiseConv2dNative',
      [norm, m.weight('dk', [3, 3, 4, 2]), m.weight('db', [8])],
      {
        ...window,
        strides: list(1, 2, 2, 1),
        fused_ops: ops('BiasAdd', 'Relu6'),
        num_args: { i: '1' },
      },
    );
    const pooled = m.node('pool', 'AvgPool', [depth], {
      ...window,
      ksize: list(1, 2, 2, 1),
      strides: list(1, 2, 2, 1),
    });
    const flat = m.node('flat', 'Reshape', [pooled, m.ints(-1, 32)]);
    const dense = m.node('dense', '_FusedMatMul', [flat, m.weight('dw', [32, 5]), m.weight('dbias', [5])], {
      fused_ops: ops('BiasAdd'),
      num_args: { i: '1' },
    });
    return m.node('Identity', 'Softmax', [dense]);
  },
  squeezeAndExcite(m) {
    const conv = m.node('conv', 'Conv2D', ['pixels', m.weight('k', [1, 1, 2, 3])], window);
    const pads = m.weight('pads', [4, 2], Int32Array.of(0, 0, 1, 0, 2, 1, 0, 0));
    const wide = m.node('wide', 'Pad', [m.node('act', 'Elu', [conv]), pads]);
    const mean = m.node('mean', 'Mean', [wide, m.ints(1, 2)], { keep_dims: { b: true } });
    const gate = m.node('gate', 'Sigmoid', [m.node('gk', 'Conv2D', [mean, m.weight('g', [1, 1, 3, 3])], window)]);
    const joined = m.node('joined', 'ConcatV2', [m.node('by', 'Mul', [wide, gate]), wide, m.axis(3)], {
      N: { i: '2' },
    });
    const shifted = m.node('shifted', 'AddV2', [joined, m.weight('shift', [6])]);
    return m.node('out', 'Max', [shifted, m.ints(1)], { keep_dims: { b: false } });
  },
  sizes(m) {
    const larger = m.node('larger', 'ResizeBilinear', ['pixels', m.ints(14, 9)], { half_pixel_centers: { b: true } });
    const near = m.node('near', 'ResizeNearestNeighbor', [larger, m.ints(7, 6)]);
    const part = m.node('part', 'StridedSlice', [near, m.ints(0, 1, 0, 0), m.ints(0, 7, 0, 0), m.ints(1, 2, 1, 1)], {
      begin_mask: { i: '13' },
      end_mask: { i: '13' },
    });
    const up = m.node('up', 'Conv2DBackpropInput', [m.ints(2, 6, 12, 3), m.weight('t', [3, 3, 3, 2]), part], {
      ...window,
      strides: list(1, 2, 2, 1),
    });
    m.node('parts', 'Split', [m.axis(2), m.node('biased', 'BiasAdd', [up, m.weight('bias', [3])])], {
      num_split: { i: '2' },
    });
    const both = m.node('both', 'Sub', ['parts', 'parts:1']);
    return m.node('out', 'Squeeze', [m.node('first', 'Slice', [both, m.ints(0, 0, 0, 1), m.ints(-1, -1, -1, 1)])], {
      squeeze_dims: list(3),
    });
  },
  cuts(m) {
    const bits = { begin_mask: { i: '11' }, end_mask: { i: '11' } };
    const last = m.node(
      'last',
      'StridedSlice',
      ['pixels', m.ints(0, 0, 0, 1), m.ints(0, 0, 0, 2), m.ints(1, 1, 1, 1)],
      {
        begin_mask: { i: '5' },
        end_mask: { i: '5' },
        ellipsis_mask: { i: '2' },
        new_axis_mask: { i: '4' },
      },
    );
    const flat = m.node('flat', 'Reshape', [last, m.ints(-1, 7, 6)]);
    const corner = m.node(
      'corner',
      'StridedSlice',
      [flat, m.ints(0, 0, 0, 2), m.ints(0, 0, 0, 5), m.ints(1, 1, 1, 1)],
      {
        ...bits,
        shrink_axis_mask: { i: '0' },
        new_axis_mask: { i: '4' },
      },
    );
    const rest = m.node('rest', 'Relu', [m.node('pair', 'Squeeze', [corner], { squeeze_dims: list(2) })]);
    const share = m.node('share', 'DivNoNan', [m.weight('one', [], Float32Array.of(1)), rest]);
    const most = m.node('most', 'ArgMax', [share, m.axis(2)]);
    const scalars = [Float32Array.of(2), Float32Array.of(-1)].map((data, i) => m.weight(`scalar${i}`, [], data));
    const hot = m.node('hot', 'OneHot', [most, m.axis(6), ...scalars], { axis: { i: '-1' } });
    return m.node('out', 'Add', [hot, share]);
  },
  attention(m) {
    const rows = m.node('rows', 'Reshape', ['pixels', m.ints(-1, 7, 12)]);
    const table = m.node('table', 'BatchMatMulV2', [rows, rows], { adj_y: { b: true } });
    const shape = m.node('shape', 'Shape', ['pixels']);
    const size = m.node('size', 'StridedSlice', [shape, m.ints(0), m.ints(1), m.ints(1)], {
      shrink_axis_mask: { i: '1' },
    });
    const to = m.node('to', 'Pack', [size, m.axis(7), m.axis(7), m.axis(1)], { N: { i: '4' }, axis: { i: '0' } });
    const square = m.node('square', 'Reshape', [m.node('soft', 'Softmax', [table]), to]);
    const turnedRound = m.node('turned', 'Transpose', [square, m.ints(0, 2, 1, 3)]);
    const chosen = m.node('chosen', 'GatherV2', [turnedRound, m.ints(3, 1), m.axis(1)]);
    const root = m.node('root', 'Rsqrt', [m.node('sq', 'Square', [chosen])]);
    return m.node('out', 'ExpandDims', [
      m.node('floor', 'Minimum', [root, m.weight('most', [], Float32Array.of(50))]),
      m.axis(1),
    ]);
  },
};

test.each(Object.entries(PARTS))('what TensorFlow.js gives: %s', async (_, part) => {
  const written = new Written();
  const output = part(written);
  const x = tf.tensor(numbers(2 * 84, 5), [2, 7, 6, 2]);
  const wanted = await written.run(output, x);
  const imported = await read(written.files(output));
  expect(imported.report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  const input = imported.document.graph.nodes.find(({ type }) => type === 'input')!;
  const first = (input.settings as { shape: number[] }).shape[0] === 2;
  const pixels = first
    ? turned({ shape: x.shape, data: Float32Array.from(x.dataSync()) }, [0, 3, 1, 2]).data
    : Float32Array.from(x.dataSync());
  const [found] = given(imported, Float32Array.from(pixels));
  expectAlike(found!.data, wanted.dataSync());
});

test('an angle is put together of what there is: of each quarter, on the axes and at the origin', async () => {
  const m = new Written();
  const across = Float32Array.from({ length: 84 }, (_, i) => (i % 3) - 1);
  m.node('out', 'Atan2', ['pixels', m.weight('across', [7, 6, 2], across)]);
  const x = tf.tensor(
    numbers(84, 5).map((value, i) => (i % 4 === 0 ? 0 : value)),
    [1, 7, 6, 2],
  );
  const wanted = await m.run('out', x);
  const imported = await read(m.files('out'));
  expect(imported.report.map(({ op, fate }) => [op, fate])).toContainEqual(['Atan2', 'mapped']);
  const [found] = await predicted(imported, [{ name: 'pixels', shape: x.shape, data: x.dataSync() }]);
  expectAlike(found!.data, wanted.dataSync());
});

test.each(['resnet', 'bert', 'mlp'])('out and in again: %s', async (id) => {
  const template = TEMPLATES.find((one) => one.id === id)!;
  const document: Document = template.make(template.small);
  const checked = checkGraph(document.graph);
  const weights = initialState(
    { weights: compileToPredict(expandDocument(document, checked.expanded), checked).weights, slots: [] },
    1,
  );
  const imported = await read(tfjsFile.export({ document, checked, weights }));
  expect(countFates(imported.report)).toMatchObject({ opaque: 0, refused: 0 });
  const [wanted, found] = [given({ document, weights }), given(imported)];
  found.forEach(({ data }, i) => expectAlike(data, wanted[i]!.data));
});

test('what there is no layer for is refused by its name', async () => {
  const m = new Written();
  m.node('out', 'NonMaxSuppressionV5', ['pixels']);
  await expect(read(m.files('out'))).rejects.toThrow('there is no layer for NonMaxSuppressionV5');
  await expect(read(m.files('gone'))).rejects.toThrow('nothing in it is called "gone"');
  m.node('a', 'Relu', ['b']);
  m.node('b', 'Relu', ['a']);
  await expect(read(m.files('b'))).rejects.toThrow('in a circle');
});

/** Of each graph; `npm run test:long` reads many more. */
const DAMAGED = process.env.LOOM_LONG_TESTS ? 2500 : 30;

test('damaged graphs become documents or are refused in a sentence', async () => {
  let refused = 0;
  for (const [name, part] of Object.entries(PARTS)) {
    const m = new Written();
    const json = JSON.stringify(m.json(part(m)));
    let state = name.length;
    const next = (below: number): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
    for (let i = 0; i < DAMAGED; i++) {
      const at = [...json.matchAll(/"(\w+)"|\d+/g)];
      const [hit, other] = [at[next(at.length)]!, at[next(at.length)]!];
      const damaged = json.slice(0, hit.index) + other[0] + json.slice(hit.index + hit[0].length);
      try {
        await read({ [MODEL]: damaged, 'w.bin': m.bytes });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.problems.map(wordProblem).join(' ')).not.toBe('');
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(DAMAGED / 2);
});
