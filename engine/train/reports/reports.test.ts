/** What is found wrong in the answers of networks of each kind, whose weights are put there by hand. */
import { expect, it } from 'vitest';
import { memoryMachine } from '../../../test/training/memory-machine.ts';
import { MemoryFiles } from '../../files/memory.ts';
import { type Document, documentSchema } from '../../graph/document.ts';
import { compile } from '../../passes/compile.ts';
import { tensor } from '../../types/tensor.ts';
import { Pipeline } from '../../data/pipeline.ts';
import { evaluateWeights } from '../evaluateWeights.ts';

const machine = memoryMachine(new MemoryFiles());

type Layer = readonly [id: string, type: string, settings?: object];

/** Layers in a chain on a dataset. */
const network = (layers: readonly Layer[], data: object, training: object): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: layers.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
      edges: layers
        .slice(1)
        .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
    },
    data,
    training,
  });

/** On the test split, with weights that are 0 but for those given. */
async function evaluated(document: Document, biases: Readonly<Record<string, readonly number[]>> = {}, mistakes = 5) {
  const data = await Pipeline.open(document, machine.dataFiles('/'));
  const model = compile(document, data.targetTypes);
  const tensors = new Map(
    model.weights.map(({ name, shape }) => [name, tensor('float32', shape, biases[name] as number[] | undefined)]),
  );
  return evaluateWeights(machine, document, '/', { tensors, fits: data.fits }, 'test', { mistakes });
}

const crossEntropy = { losses: [{ loss: { type: 'crossEntropy' } }], metrics: [{ type: 'accuracy' }] };

it('counts the characters of texts, and finds each mistake at its place in the text', async () => {
  const document = network(
    [
      ['input', 'input', { shape: [4], values: 'int32' }],
      ['embedding', 'embedding', { vocabulary: 4, width: 2 }],
      ['out', 'dense', { units: 4 }],
    ],
    {
      dataset: { type: 'sequence-tasks', settings: { task: 'copy', length: 4, symbols: 3, rows: 40 } },
      inputs: { input: { column: 'source' } },
      targets: { target: { column: 'target' } },
    },
    crossEntropy,
  );
  // always the second letter
  const { data, unit, answers, confusion, mistakes, reports, rows } = await evaluated(document, {
    'out.bias': [0, 0, 1, 0],
  });
  const { rows: order } = data.splits.test;
  const truths = [...data.raw(data.splits.test, 'target:target', order).data];
  const right = truths.filter((truth) => truth === 2).length;
  expect({ rows, unit, answers }).toEqual({ rows: 8, unit: 'characters', answers: { count: 32, wrong: 32 - right } });
  expect(confusion!.classes).toEqual(['_', 'a', 'b', 'c']);
  expect(mistakes).toHaveLength(5);
  for (const mistake of mistakes) {
    if (mistake.kind !== 'class') throw new Error('a place has one class');
    expect(mistake.input.data[mistake.place!]).toBe(mistake.truth);
    expect(mistake).toMatchObject({ prediction: 2, input: { shape: [4] } });
  }
  const ask = () => Promise.reject(new Error('all is known'));
  const { total, answers: found } = await reports[0]!.cell!(1, 2, 1, 256, ask);
  expect(total).toBe(truths.filter((truth) => truth === 1).length);
  expect(found).toHaveLength(total - 1);
});

it('counts the pixels of maps, and shows pictures beside both maps', async () => {
  const document = network(
    [
      ['input', 'input', { shape: [1, 8, 8] }],
      ['conv', 'conv2d', { filters: 3, kernel: [1, 1] }],
      ['out', 'permute', { order: [2, 3, 1] }],
    ],
    {
      dataset: { type: 'shapes', settings: { size: 8, channels: 1, kinds: 2, rows: 20 } },
      inputs: { input: { column: 'image' } },
      targets: { target: { column: 'mask' } },
    },
    crossEntropy,
  );
  const { data, unit, answers, mistakes, reports } = await evaluated(document, { 'conv.bias': [1, 0, 0] });
  const masks = data.raw(data.splits.test, 'target:target', data.splits.test.rows);
  const wrong = (row: number) => masks.data.slice(row * 64, (row + 1) * 64).filter((label: number) => label > 0).length;
  expect({ unit, answers }).toEqual({
    unit: 'pixels',
    answers: { count: 4 * 64, wrong: [0, 1, 2, 3].reduce((sum, row) => sum + wrong(row), 0) },
  });
  expect(mistakes.map((mistake) => mistake.kind === 'map' && mistake.places)).toEqual(
    [0, 1, 2, 3].map(wrong).sort((a, b) => b - a),
  );
  const [worst] = mistakes;
  if (worst?.kind !== 'map') throw new Error('a map is looked at as a whole');
  expect(worst.share).toBeCloseTo(worst.places / 64, 6);
  expect([worst.input.shape, worst.truth.shape, worst.prediction.shape]).toEqual([
    [1, 8, 8],
    [8, 8],
    [8, 8],
  ]);
  expect(worst.prediction.data.every((label: number) => label === 0)).toBe(true);
  const asked: number[] = [];
  const page = await reports[0]!.cell!(0, 0, 3, 2, async (rows) => {
    asked.push(...rows);
    return tensor('float32', [rows.length, 8, 8, 3]);
  });
  expect({ total: page.total, shown: page.answers.length, asked: asked.length }).toEqual({
    total: 4,
    shown: 1,
    asked: 1,
  });
});

it('finds the series that are foretold worst, in the units of the data', async () => {
  const document = network(
    [
      ['input', 'input', { shape: [6, 1] }],
      ['flat', 'flatten'],
      ['out', 'dense', { units: 3 }],
    ],
    {
      dataset: { type: 'waves', settings: { length: 6, horizon: 3, rows: 40 } },
      inputs: { input: { column: 'past' } },
      targets: {
        target: {
          column: 'future',
          transforms: [
            { type: 'standardize', settings: { per: 'value' } },
            { type: 'scale', settings: { divisor: 2, subtract: 1 } },
          ],
        },
      },
    },
    { losses: [{ loss: { type: 'meanSquaredError' } }], metrics: [] },
  );
  // the mean of each step, as standardizing and scaling have it
  const { data, unit, answers, confusion, mistakes, scatter } = await evaluated(document, {
    'out.bias': [-1, -1, -1],
  });
  expect({ unit, answers, confusion }).toEqual({ unit: 'series', answers: null, confusion: null });
  // three steps of each row, each beside what came
  const { rows } = data.splits.test;
  expect(scatter!.rows).toEqual([...rows].flatMap((row) => [row, row, row]));
  const truths = data.raw(data.splits.test, 'target:target', rows).data;
  expect(scatter!.truths).toHaveLength(truths.length);
  scatter!.truths.forEach((truth, i) => expect(truth).toBeCloseTo(truths[i] as number, 5));
  const [worst, next] = mistakes;
  if (worst?.kind !== 'numbers' || next?.kind !== 'numbers') throw new Error('numbers are foretold');
  expect(worst.error).toBeGreaterThan(next.error);
  const means = data.fits['target:target']![0]!.mean as number[];
  [...worst.prediction.data].forEach((value, i) => expect(value).toBeCloseTo(means[i]!, 5));
  expect(worst.truth).toEqual({
    dtype: 'float32',
    shape: [3],
    data: data.raw(data.splits.test, 'target:target', [worst.row]).data,
  });
});

it('says nothing of right and wrong where outputs are only compared with each other', async () => {
  const document = network(
    [
      ['input', 'input', { shape: [2] }],
      ['out', 'dense', { units: 2 }],
    ],
    {
      dataset: { type: 'points', settings: { rows: 40 } },
      inputs: { input: { column: 'point' } },
      targets: { target: { column: 'label' } },
    },
    { losses: [{ loss: { type: 'triplet' } }], metrics: [] },
  );
  expect(await evaluated(document)).toMatchObject({ answers: null, confusion: null, mistakes: [] });
});
