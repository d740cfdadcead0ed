import { diskFiles } from '../node/data/disk-files.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeNpy } from '../data/formats/npy.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { applyRepair } from '../graph/repair.ts';
import { UserError, wordProblem } from '../problems.ts';
import { word } from '../texts/index.ts';
import { openData } from './openData.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-labels-'));
  const save = (name: string, shape: number[], data: Float32Array | Int32Array) =>
    writeFileSync(path.join(folder, name), writeNpy({ shape, data }));
  save(
    'points.npy',
    [6, 4],
    Float32Array.from({ length: 24 }, (_, i) => i / 24),
  );
  save('labels.npy', [6], Int32Array.of(0, 1, 2, 0, 7, 1));
  save('below.npy', [6], Int32Array.of(0, 1, 2, 0, -1, 1));
  save('padded.npy', [6], Int32Array.of(0, -1, 2, 0, -1, 1));
  save('both.npy', [6], Int32Array.of(0, -1, 2, 0, 4, 1));
  save(
    'percent.npy',
    [6, 3],
    Float32Array.from({ length: 18 }, (_, i) => (i === 10 ? 255 : i % 2)),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three outputs, one for each class, for each row (or moment) of the inputs. */
const networkOf = (inputs: string, targets: string, shape: number[], type: string, settings = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 3 }, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
    data: {
      dataset: { type: 'numpy', settings: { inputs, targets } },
      inputs: { input: { column: 'input' } },
      targets: { target: { column: 'target' } },
    },
    training: { losses: [{ loss: { type, settings } }] },
  });
const open = (...network: Parameters<typeof networkOf>) => openData(networkOf(...network), diskFiles(folder));

it.each(['crossEntropy', 'focal', 'negativeLogLikelihood', 'multiMargin'])(
  'finds labels that the outputs of %s have no class for, before anything is trained',
  async (loss) => {
    await expect(open('points.npy', 'labels.npy', [4], loss)).rejects.toThrow(
      'The label in row 5 (counted from 1) is 7, but the network has 3 outputs (labels 0 to 2). Change the last layer, or correct the data.',
    );
    await expect(open('points.npy', 'below.npy', [4], loss)).rejects.toThrow(
      'The label in row 5 (counted from 1) is -1',
    );
  },
);

/** What is said of data that does not fit, with the titles of the repairs. */
async function said(...network: Parameters<typeof networkOf>) {
  const error = await open(...network).catch((one: unknown) => one);
  if (!(error instanceof UserError)) return [];
  return error.problems.map((one) => [wordProblem(one), ...one.repairs.map(({ title }) => word(title))]);
}

it.each(['crossEntropy', 'focal', 'negativeLogLikelihood', 'multiMargin'])(
  'offers an output for each class, or to ignore the label, under %s',
  async (loss) => {
    const [[, ...larger]] = (await said('points.npy', 'labels.npy', [4], loss)) as string[][] as [string[]];
    expect(larger).toEqual(['Set Units to 8', 'Ignore the label 7']);
    const [[, ...padded]] = (await said('points.npy', 'padded.npy', [4], loss)) as string[][] as [string[]];
    expect(padded).toEqual(['Ignore the label -1']);
    // more outputs would not do for the other label, nor would ignoring one of them
    const [[, ...both]] = (await said('points.npy', 'both.npy', [4], loss)) as string[][] as [string[]];
    expect(both).toEqual(['Set Units to 5']);
    expect(await said('points.npy', 'padded.npy', [4], loss, { ignore: true, ignored: -1 })).toEqual([]);
  },
);

it('has repairs that mend it', async () => {
  for (const [labels, place] of [
    ['labels.npy', 0],
    ['labels.npy', 1],
    ['padded.npy', 0],
  ] as const) {
    const document = networkOf('points.npy', labels, [4], 'focal');
    const error = (await openData(document, diskFiles(folder)).catch((one: unknown) => one)) as UserError;
    const mended = applyRepair(document, error.problems[0]!.repairs[place]!);
    await expect(openData(mended, diskFiles(folder))).resolves.toBeDefined();
  }
});

it('looks at no label that counts nothing', async () => {
  const document = networkOf('points.npy', 'labels.npy', [4], 'crossEntropy');
  const weighed = (counts: readonly number[]) => {
    writeFileSync(
      path.join(folder, 'weighed.npz'),
      zipSync({
        'x.npy': writeNpy({ shape: [6, 4], data: new Float32Array(24) }),
        'y.npy': writeNpy({ shape: [6], data: Int32Array.of(0, 1, 2, 0, 7, 1) }),
        'w.npy': writeNpy({ shape: [6], data: Float32Array.from(counts) }),
      }),
    );
    return openData(
      documentSchema.parse({
        ...document,
        data: {
          dataset: { type: 'numpy', settings: { inputs: 'weighed.npz' } },
          inputs: { input: { column: 'x' } },
          targets: { target: { column: 'y' }, counts: { column: 'w' } },
        },
        training: { losses: [{ loss: { type: 'crossEntropy' }, sampleWeights: 'counts' }] },
      }),
      diskFiles(folder),
    );
  };
  await expect(weighed([1, 1, 1, 1, 0, 1])).resolves.toBeDefined();
  await expect(weighed([1, 1, 1, 1, 0.1, 1])).rejects.toThrow('The label in row 5 (counted from 1) is 7');
});

it.each(['binaryCrossEntropy', 'binaryFocal', 'dice', 'iou', 'hinge'])(
  'finds what is neither yes nor no under %s',
  async (loss) => {
    expect(await said('points.npy', 'percent.npy', [4], loss)).toEqual([
      [expect.stringMatching(/^"target" has 255 in row 4 \(counted from 1\), but .* takes (-1|0) to 1\./)],
    ]);
  },
);

it('finds class numbers that one-hot rows have no place for', async () => {
  const document = (labels: string) => {
    const plain = networkOf('points.npy', labels, [4], 'crossEntropy');
    const target = { column: 'target', transforms: [{ type: 'oneHot', settings: { classes: 3 } }] };
    return documentSchema.parse({ ...plain, data: { ...plain.data, targets: { target } } });
  };
  await expect(openData(document('below.npy'), diskFiles(folder))).rejects.toThrow(
    '"target" has -1 in row 5 (counted from 1), but One-hot takes 0 to 2. Correct the data, or what is made of it.',
  );
  await expect(openData(document('labels.npy'), diskFiles(folder))).rejects.toThrow('must be given at most 3 classes');
});

it('finds them in the rows of labels that CTC reads', async () => {
  const { graph, data, ...network } = networkOf('', '', [10], 'ctc');
  const place = { position: { x: 0, y: 36 } };
  const document = documentSchema.parse({
    ...network,
    graph: {
      nodes: [
        { ...graph.nodes[0]!, settings: { shape: [10], values: 'int32' } },
        { id: 'embedding', type: 'embedding', settings: { vocabulary: 11, width: 2 }, ...place },
        graph.nodes[1]!,
      ],
      edges: [
        { from: { node: 'input', port: 'output' }, to: { node: 'embedding', port: 'input' } },
        { from: { node: 'embedding', port: 'output' }, to: { node: 'dense', port: 'input' } },
      ],
    },
    data: {
      ...data,
      dataset: { type: 'sequence-tasks', settings: { rows: 20 } },
      inputs: { input: { column: 'source' } },
    },
  });
  await expect(openData(document, diskFiles(folder))).rejects.toThrow(
    'The column "target" has 11 classes, but Dense "dense" gives 3 outputs, one for each class.',
  );
});

it.each(['crossEntropy', 'negativeLogLikelihood'])('lets the label pass that %s leaves out', async (loss) => {
  await expect(open('points.npy', 'labels.npy', [4], loss, { ignore: true, ignored: 7 })).resolves.toBeDefined();
  await expect(open('points.npy', 'below.npy', [4], loss, { ignore: true, ignored: 7 })).rejects.toThrow(
    'The label in row 5 (counted from 1) is -1',
  );
});

it.each(['contrastive', 'triplet'])('lets any number say which samples %s should find alike', async (loss) => {
  await expect(open('points.npy', 'labels.npy', [4], loss)).resolves.toBeDefined();
});

const MAPS: readonly (readonly [string, number[], typeof Int32Array | typeof Uint8Array, [number, ...number[]]])[] = [
  ['a class at each step', [6], Int32Array, [5, 6]],
  ['a class at each step in one dimension more', [6, 1], Int32Array, [5, 6]],
  ['a class for each pixel', [3, 4], Int32Array, [5, 3, 4]],
  ['a class for each pixel in bytes', [3, 4], Uint8Array, [5, 3, 4]],
];
it.each(MAPS)('reads whole numbers as labels where the loss takes them so: %s', async (_, row, Of, outputs) => {
  const size = row.reduce((a, b) => a * b, 1);
  const opened = (stray: number) => {
    writeFileSync(
      path.join(folder, 'maps.npz'),
      zipSync({
        'x.npy': writeNpy({ shape: [6, 4], data: new Float32Array(24) }),
        'y.npy': writeNpy({
          shape: [6, ...row],
          data: new Of(Array.from({ length: 6 * size }, (_, i) => (i === 2 * size ? stray : i % 5))),
        }),
      }),
    );
    const [classes, ...places] = outputs;
    const nodes = [
      ['input', 'input', { shape: [4] }],
      ['dense', 'dense', { units: size * classes }],
      ['rows', 'reshape', { shape: [...places, classes] }],
    ] as const;
    return openData(
      documentSchema.parse({
        format: 'loom',
        version: 1,
        graph: {
          nodes: nodes.map(([id, type, settings]) => ({ id, type, settings, position: { x: 0, y: 0 } })),
          edges: [0, 1].map((i) => ({
            from: { node: nodes[i]![0], port: 'output' },
            to: { node: nodes[i + 1]![0], port: 'input' },
          })),
        },
        data: {
          dataset: { type: 'numpy', settings: { inputs: 'maps.npz' } },
          inputs: { input: { column: 'x' } },
          targets: { target: { column: 'y' } },
        },
        training: { losses: [{ loss: { type: 'crossEntropy' } }], metrics: [{ type: 'accuracy' }] },
      }),
      diskFiles(folder),
    );
  };
  const { data } = await opened(0);
  expect(data.targetTypes.target!.dtype).toBe('int32');
  const { 'target:target': labels } = data.read(data.splits.train, [2]);
  expect([...labels!.data]).toEqual(Array.from({ length: size }, (_, i) => (i === 0 ? 0 : (2 * size + i) % 5)));
  expect(labels!.data).toBeInstanceOf(Int32Array);
  await expect(opened(5)).rejects.toThrow(
    'The label in row 3 (counted from 1) is 5, but the network has 5 outputs (labels 0 to 4).',
  );
});

it('reads whole numbers as numbers where the loss takes them so', async () => {
  writeFileSync(
    path.join(folder, 'ones.npz'),
    zipSync({
      'x.npy': writeNpy({ shape: [6, 4], data: new Float32Array(24) }),
      'y.npy': writeNpy({ shape: [6, 3], data: Int32Array.from({ length: 18 }, (_, i) => (i % 4 === 0 ? 1 : 0)) }),
    }),
  );
  for (const loss of ['crossEntropy', 'meanSquaredError', 'binaryCrossEntropy']) {
    const plain = networkOf('ones.npz', '', [4], loss);
    const data = { ...plain.data, inputs: { input: { column: 'x' } }, targets: { target: { column: 'y' } } };
    const { data: opened } = await openData(documentSchema.parse({ ...plain, data }), diskFiles(folder));
    expect(opened.targetTypes.target, loss).toEqual({ dtype: 'float32', shape: ['N', 3] });
  }
});
