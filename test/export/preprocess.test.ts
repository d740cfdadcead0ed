/** ONNX files that take what the data hold: what is done to raw rows is part of the graph, and answers are in the units of the data. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { exportProject, type ProjectPlace } from '../../engine/export/project.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict, weightsOf } from '../../engine/passes/compile.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { readModel } from '../../engine/targets/onnxFile/graph.ts';
import { OPSETS } from '../../engine/targets/onnxFile/opset.ts';
import { initialState } from '../../engine/train/initial.ts';
import type { Compared } from '../../engine/train/reports/parity.ts';
import type { Tensor } from '../../engine/types/tensor.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-preprocess-'));
  writeFileSync(path.join(folder, 'houses.csv'), houses());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers large and small, gaps, dates and classes. */
function houses(): string {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const [area, price] = [(60 + 40 * Math.sin(i)).toFixed(1), Math.round(3e5 + 1e5 * Math.cos(i * 1.7))];
    const day = `20${10 + (i % 9)}-0${(i % 9) + 1}-1${i % 10}`;
    return [i % 7 === 3 ? '' : area, day, ['Ulm', 'Bonn', 'Kiel'][(i * 5) % 3], 1 + (i % 5), price].join(',');
  });
  return `area,sold,town,rooms,price\n${rows.join('\n')}\n`;
}

const step = (type: string, settings: object = {}) => ({ type, settings });
const PARTS: readonly (readonly [string, ...object[]])[] = [
  ['area', step('impute', { flag: true })],
  ['area', step('impute'), step('power')],
  ['area', step('impute'), step('robust'), step('clip', { least: -1, greatest: 1 })],
  ['area', step('bucket', { buckets: 4 }), step('oneHot', { classes: 5 })],
  ['sold', step('cyclic', { period: 365.2425 })],
  ['sold', step('standardize')],
  ['town', step('oneHot', { classes: 3 })],
  ['town', step('hash', { buckets: 4 })],
  ['rooms', step('log'), step('minMax', { from: -1, to: 1 })],
];
const WIDTH = 2 + 1 + 1 + 5 + 2 + 1 + 3 + 4 + 1;

function documentOf(
  shape: readonly number[],
  layers: readonly (readonly [string, string, object])[],
  data: object,
  loss: string,
): Document {
  const nodes = [['in', 'input', { shape }] as const, ...layers];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'raw',
    graph: {
      nodes: nodes.map(([id, type, settings], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
      edges: layers.map(([id], i) => ({
        from: { node: nodes[i]![0], port: 'output' },
        to: { node: id, port: 'input' },
      })),
    },
    data,
    training: { losses: [{ loss: { type: loss } }] },
  });
}

const table = (parts = PARTS, learned: readonly object[] = [step('log'), step('standardize')]): Document =>
  documentOf(
    [WIDTH],
    [
      ['hidden', 'dense', { units: 8 }],
      ['tanh', 'tanh', {}],
      ['out', 'dense', { units: 1 }],
    ],
    {
      dataset: { type: 'table', settings: { file: 'houses.csv', target: 'price' } },
      joined: { features: parts.map(([column, ...transforms]) => ({ column, transforms })) },
      inputs: { in: { column: 'features', transforms: [step('clip', { least: -50, greatest: 50 })] } },
      targets: { target: { column: 'price', transforms: learned } },
    },
    'meanSquaredError',
  );

const pictures = documentOf(
  [1, 10, 10],
  [
    ['conv', 'conv2d', { filters: 3, kernel: [3, 3] }],
    ['relu', 'relu', {}],
    ['flatten', 'flatten', {}],
    ['out', 'dense', { units: 3 }],
  ],
  {
    dataset: { type: 'shapes', settings: { rows: 40 } },
    inputs: {
      in: {
        column: 'image',
        transforms: [
          step('threeChannels'),
          step('grey'),
          step('threeChannels'),
          step('grey'),
          step('resize', { width: 12, height: 10, fit: 'fit' }),
          step('crop', { width: 10, height: 10 }),
          step('scale'),
          step('standardize'),
        ],
      },
    },
    targets: { target: { column: 'label' } },
  },
  'crossEntropy',
);

async function exported(document: Document, name: string, options: Partial<ProjectPlace> = {}) {
  const weights = path.join(folder, `${name}.safetensors`);
  const checked = checkGraph(document.graph);
  const start = initialState({ weights: weightsOf(document, checked), slots: [] }, 1);
  writeFileSync(weights, writeSafetensors(start, { fits: '{}' }));
  const place = { folder: path.join(folder, name), base: folder, weights, preprocess: true, ...options };
  const target = exportTargetOf('onnx')!;
  await exportProject(computeMachine, document, target, place, { runner: projectRunner });
  return { place, target, start, file: readFileSync(path.join(place.folder, 'model.onnx')) };
}

/** What the model makes of raw rows, and what the engine does: its data, its interpreter in double precision, and the way back. */
async function both(document: Document, { file, start }: Awaited<ReturnType<typeof exported>>) {
  const data = await Pipeline.open(document, diskFiles(folder));
  const { validation } = data.splits;
  const rows = [...validation.rows.subarray(0, 5)];
  const model = await projectRunner.openModel(file);
  const given = model.inputs.map(({ name }) => validation.table.read(name, rows));
  const answers = [...(await model.run(given)).values()];
  await model.close();
  const compiled = compileToPredict(document, checkGraph(document.graph));
  const found = interpret(compiled.program('predict', rows.length), {
    ...data.read(validation, rows as never),
    ...Object.fromEntries(start),
  });
  const expected = compiled.outputs.map(({ name }) => {
    const single = { ...found[name]!, data: Float32Array.from(found[name]!.data) } as Tensor;
    return data.undo('target:target', single) ?? single;
  });
  return { answers, expected, inputs: model.inputs };
}

const far = (a: Tensor, b: Tensor) => {
  const largest = Math.max(...Array.from(b.data, Math.abs));
  return Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!))) / largest;
};

it('a table goes in as its columns, and prices come out', async () => {
  const document = table();
  const made = await exported(document, 'table');
  const { answers, expected, inputs } = await both(document, made);
  expect(inputs.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['area', 'float32'],
    ['sold', 'float32'],
    ['town', 'int32'],
    ['rooms', 'float32'],
  ]);
  expect(far(answers[0]!, expected[0]!)).toBeLessThan(1e-5);
  expect(Math.min(...answers[0]!.data)).toBeGreaterThan(1000);
  const { metadataProps } = readModel(made.file);
  const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
  expect(metadata.values).toBe('raw');
  expect(JSON.parse(metadata.inputs!)).toMatchObject({
    town: { column: 'town', classes: expect.arrayContaining(['Ulm']) as unknown },
    sold: { unit: 'days since 1970' },
  });
  const signal = new AbortController().signal;
  const report = await proveProject(computeMachine, document, made.target, made.place, {
    runner: projectRunner,
    signal,
  });
  expect(report).toMatchObject({ status: 'passed' });
  expect((report as Compared).outputs[0]!.difference).toBeLessThan(1e-5);
});

it.each([
  ['area', table(), 0],
  ['image', pictures, -1],
] as const)('raw %s goes in at either end of the opsets', async (name, document, at) => {
  const made = await exported(document, name, { opset: Number(Object.keys(OPSETS).at(at)) });
  const { answers, expected, inputs } = await both(document, made);
  expect(inputs[0]).toMatchObject({ name, dtype: 'float32' });
  expect(far(answers[0]!, expected[0]!)).toBeLessThan(1e-5);
});

it('in 8 bits answers change by little; 16 bits, parts of dates and targets without a way back are refused in words', async () => {
  for (const precision of ['int8', 'int8-dynamic'] as const) {
    const { answers, expected } = await both(pictures, await exported(pictures, precision, { precision }));
    expect(far(answers[0]!, expected[0]!)).toBeLessThan(0.1);
  }
  await expect(exported(pictures, 'half', { precision: 'float16' })).rejects.toThrow('raw values in 16 bits');
  const dated = table([...PARTS, ['sold', step('dateParts', { month: false, weekday: false })]]);
  await expect(exported(dated, 'dated')).rejects.toThrow('"Parts of a date" of the column "sold"');
  const oneWay = table(PARTS, [step('log'), step('cyclic')]);
  await expect(exported(oneWay, 'one way')).rejects.toThrow(
    '"Around a circle" of the target column "price" has no way back',
  );
});
