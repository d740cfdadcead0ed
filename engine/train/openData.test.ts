import { diskFiles } from '../node/data/disk-files.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeNpy } from '../data/formats/npy.ts';
import { type Document, documentSchema } from '../graph/document.ts';
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
      'The label in row 4 is 7, but the network has 3 outputs (labels 0 to 2). Change the last layer, or correct the data.',
    );
    await expect(open('points.npy', 'below.npy', [4], loss)).rejects.toThrow('The label in row 4 is -1');
  },
);

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
    /^The label in row \d+ is ([3-9]|10), but the network has 3 outputs \(labels 0 to 2\)\./,
  );
});

it.each(['crossEntropy', 'negativeLogLikelihood'])('lets the label pass that %s leaves out', async (loss) => {
  await expect(open('points.npy', 'labels.npy', [4], loss, { ignore: true, ignored: 7 })).resolves.toBeDefined();
  await expect(open('points.npy', 'below.npy', [4], loss, { ignore: true, ignored: 7 })).rejects.toThrow(
    'The label in row 4 is -1',
  );
});

it.each(['contrastive', 'triplet'])('lets any number say which samples %s should find alike', async (loss) => {
  await expect(open('points.npy', 'labels.npy', [4], loss)).resolves.toBeDefined();
});
