/** Pruning from the step's program to a whole training: what is zero stays so, a run that was cut off goes on to the same bits, and the network still answers. */
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { memoryMachine } from '../../../test/training/memory-machine.ts';
import { MemoryFiles } from '../../files/memory.ts';
import { type Document, documentSchema } from '../../graph/document.ts';
import { interpret } from '../../ir/interpret.ts';
import { stateNames } from '../../ir/program.ts';
import { checkGraph } from '../../passes/check.ts';
import { checkTraining, compile } from '../../passes/compile.ts';
import { kernelsOf } from '../../passes/compiled.ts';
import { initialState } from '../../passes/initialState.ts';
import { createRun } from '../../runs/create.ts';
import { readWeights, RunFolder, type RunInfo } from '../../runs/folder.ts';
import { trainRun } from '../../runs/train.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { TrainingEvent } from '../events.ts';
import { Controls } from '../loop.ts';
import { prune } from './prune.ts';
import { prunedKernels, prunedLines } from './text.ts';

const LAYERS = [
  { id: 'input', type: 'input', settings: { shape: [2] } },
  { id: 'hidden', type: 'dense', settings: { units: 60 } },
  { id: 'act', type: 'relu', settings: {} },
  { id: 'out', type: 'dense', settings: { units: 2 } },
];

function network(training: Record<string, unknown> = {}, hidden: Record<string, unknown> = {}): Document {
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: LAYERS.map((layer, i) => ({
        ...layer,
        ...(layer.id === 'hidden' && hidden),
        position: { x: 0, y: 72 * i },
      })),
      edges: LAYERS.slice(1).map(({ id }, i) => ({
        from: { node: LAYERS[i]!.id, port: 'output' },
        to: { node: id, port: 'input' },
      })),
    },
    data: {
      dataset: { type: 'points', settings: { rows: 240 } },
      inputs: { input: { column: 'point' } },
      targets: { target: { column: 'label' } },
      split: { validation: 0.25 },
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      metrics: [{ type: 'accuracy' }],
      optimizer: { type: 'adam' },
      learningRate: 0.05,
      batchSize: 30,
      epochs: 16,
      pruning: { sparsity: 0.8 },
      ...training,
    },
  });
}

const TARGETS = { target: { dtype: 'int32', shape: ['N'] } } as const;
const ROWS = 6;

describe('a step', () => {
  it.each([
    ['momentum', { optimizer: { type: 'sgd', settings: { momentum: 0.9 } } }, {}],
    ['Adam', { optimizer: { type: 'adamW', settings: { weightDecay: 0.1 } } }, {}],
    ['an average', { averaging: { type: 'exponential', decay: 0.5 }, accumulation: 2 }, {}],
    ['a constraint', {}, { constraint: { type: 'unitNorm', settings: {} } }],
  ])('leaves what is pruned at zero, with %s', async (_, training, hidden) => {
    const model = compile(network(training, hidden), TARGETS);
    expect(kernelsOf(model)).toEqual(['hidden.weight', 'out.weight']);
    let state: Record<string, Tensor> = Object.fromEntries(initialState(model, 1));
    const program = model.program('train', ROWS);
    const step = (at: number) => {
      const scalars = Object.entries(model.scalars({ step: at, learningRate: 0.05 }));
      const results = interpret(program, {
        ...state,
        'input:input': tensor('float32', [ROWS, 2], [1, 2, -1, 0.5, 0.3, at, -2, 1, 0.1, -0.4, 2, 2]),
        'target:target': tensor('int32', [ROWS], [0, 1, 1, 0, 1, 0]),
        ...Object.fromEntries(scalars.map(([name, value]) => [name, tensor('float32', [], [value])])),
      });
      state = {
        ...state,
        ...Object.fromEntries(stateNames(program).map((name) => [name, results[name] as unknown as Tensor])),
      };
    };
    for (let at = 1; at <= 4; at++) step(at); // until the optimizer remembers something of every weight
    const session = {
      read: async () => new Map(Object.entries(state)),
      write: async (next: ReadonlyMap<string, Tensor>) => void (state = { ...state, ...Object.fromEntries(next) }),
    };
    await prune(session as never, model, 0.75, 'layer');
    const zeros = (name: string) => [...state[name]!.data.keys()].filter((i) => state[name]!.data[i] === 0);
    const before = zeros('hidden.weight');
    expect([before.length, zeros('out.weight').length]).toEqual([90, 90]);
    for (let at = 5; at <= 10; at++) {
      step(at);
      expect(zeros('hidden.weight')).toEqual(before);
      if ('hidden.weight/average' in state) expect(zeros('hidden.weight/average')).toEqual(before);
    }
    if ('constraint' in hidden)
      for (let unit = 0; unit < 60; unit++) {
        const [x, y] = state['hidden.weight']!.data.slice(2 * unit, 2 * unit + 2);
        // of units that have lost all there is no norm
        if (x !== 0 || y !== 0) expect(Math.hypot(Number(x), Number(y))).toBeCloseTo(1, 6);
      }
  });

  it('has no mask where nothing is pruned, nor for biases, frozen layers and adapters', () => {
    const masks = (document: Document) => kernelsOf(compile(document, TARGETS));
    expect(masks(network({ pruning: {} }))).toEqual([]);
    expect(masks(network({}, { frozen: true }))).toEqual(['out.weight']);
    expect(masks(network({}, { lora: { rank: 2 } }))).toEqual(['out.weight']);
  });
});

it('is refused where no kernel learns, or where it ends before it begins', () => {
  const ids = (document: Document) =>
    checkTraining(document, checkGraph(document.graph), TARGETS).map(({ code }) => code);
  const frozen = network();
  const nodes = frozen.graph.nodes.map((node) => (node.id === 'act' ? node : { ...node, lora: { rank: 1, scale: 1 } }));
  expect(ids({ ...frozen, graph: { ...frozen.graph, nodes } })).toContain('nothing-to-prune');
  expect(ids(network({ pruning: { sparsity: 0.5, begin: 0.6, end: 0.4 } }))).toEqual(['bad-training-setting']);
  expect(ids(network())).toEqual([]);
});

describe('a training', () => {
  const FOLDER = '/runs/one';
  async function start(document: Document, info: Partial<RunInfo> = {}) {
    const files = new MemoryFiles();
    const machine = memoryMachine(files);
    const given = { id: 'one', engine: 'onnx', device: 'cpu', threads: 1, base: '/', ...info } as const;
    const run = await createRun(machine, FOLDER, document, given);
    const train = async (mode: 'start' | 'resume') => {
      const events: TrainingEvent[] = [];
      await trainRun(machine, { folder: FOLDER, mode }, new Controls(), (event) => void events.push(event));
      return events;
    };
    return { files, run, train };
  }
  const endOf = (events: readonly TrainingEvent[]) => {
    const finished = events.find((event) => event.event === 'finished');
    if (finished?.event !== 'finished') throw new Error('it did not finish');
    return finished;
  };

  it('keeps its accuracy at 80 % zeros, says so, and goes on to the same bits where it was cut off', async () => {
    const whole = await start(network());
    const events = await whole.train('start');
    const finished = endOf(events);
    const { pruned, kept, validation } = finished;
    expect(pruned!.kernels).toEqual(['hidden.weight', 'out.weight'].map((name) => ({ name, zeros: 96, size: 120 })));
    // of 96 steps the 68th is the first with all zeros: the epoch that it is in, the 12th, is the first that counts
    expect(kept!.epoch).toBeGreaterThanOrEqual(12);
    const dense = await start(network({ pruning: {} }));
    const { validation: unpruned, pruned: none } = endOf(await dense.train('start'));
    expect(none).toBeUndefined();
    expect(validation!.accuracy!).toBeGreaterThan(unpruned!.accuracy! - 0.05);
    expect(validation!.accuracy!).toBeGreaterThan(pruned!.before!.accuracy!);

    const { tensors } = await readWeights(whole.files, FOLDER);
    const names = ['hidden.weight', 'hidden.bias', 'out.weight', 'out.bias'];
    const bytes = Buffer.concat(
      names.map((name) => Buffer.from((tensors.get(name)!.data as Float32Array).slice().buffer)),
    );
    expect([pruned!.dense, pruned!.compressed]).toEqual([bytes.length, gzipSync(bytes).length]);
    expect(prunedLines(pruned!, validation)[0]).toMatch(/^80\.0 % of the kernels are zero/);
    expect(prunedKernels(pruned!)).toBe('Zeros by kernel: hidden.weight 80.0 %, out.weight 80.0 %.');

    const cut = await start(network(), { steps: 21 });
    await cut.train('start');
    const { steps: _, ...info } = await cut.run.info();
    await cut.run.writeInfo(info);
    expect(endOf(await cut.train('resume'))).toMatchObject({ pruned, validation });
    const last = (await new RunFolder(whole.files, FOLDER).newest())!.tensors;
    for (const [name, { data }] of (await cut.run.newest())!.tensors)
      expect([...data], name).toEqual([...last.get(name)!.data]);
  });
});
