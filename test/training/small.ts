/** A small task whose training shows everything that could differ: dropout, batch norm, momentum, a short last batch, several splits. */
import { machine } from '../../engine/node/machine.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, vi } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { createRun } from '../../engine/runs/create.ts';
import type { RunFolder } from '../../engine/runs/folder.ts';
import type { TrainingEvent } from '../../engine/train/events.ts';
import { follow } from './in-process.ts';

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'loom-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What the program keeps for its user lies in a folder of the file's own, until its tests are over. */
export function homeIn(folder: string): void {
  beforeAll(() => void vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home')));
  afterAll(() => void vi.unstubAllEnvs());
}

export const CLASSES = 3;
const SIDE = 8;

/** Noisy pictures with a bright bar whose column says the class. */
export function writePictures(file: string, rows = 407): void {
  const uniform = randomStream(5, 'pictures');
  const labels = Uint8Array.from({ length: rows }, () => Math.floor(uniform() * CLASSES));
  const pixels = Uint8Array.from({ length: rows * SIDE * SIDE }, (_, i) => {
    const label = labels[Math.floor(i / (SIDE * SIDE))]!;
    return Math.floor(uniform() * 120) + (i % SIDE === 1 + 2 * label ? 80 : 0);
  });
  writeFileSync(
    file,
    zipSync({
      'x.npy': writeNpy({ shape: [rows, SIDE, SIDE], data: pixels }),
      'y.npy': writeNpy({ shape: [rows], data: labels }),
    }),
  );
}

/** A network on `pictures.npz` beside the document. */
export function smallDocument(training: Partial<Document['training']> = {}, file = 'pictures.npz'): Document {
  const layers: readonly (readonly [string, string, Record<string, unknown>?])[] = [
    ['input', 'input', { shape: [1, SIDE, SIDE] }],
    ['conv', 'conv2d', { filters: 4, kernel: [3, 3] }],
    ['norm', 'batchNorm'],
    ['relu', 'relu'],
    ['flat', 'flatten'],
    ['drop', 'dropout', { rate: 0.3 }],
    ['dense', 'dense', { units: CLASSES }],
  ];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Bars',
    graph: {
      nodes: layers.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
      edges: layers
        .slice(1)
        .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
    },
    data: {
      dataset: { type: 'numpy', settings: { inputs: file } },
      inputs: { input: { column: 'x', transforms: [{ type: 'standardize', settings: { per: 'value' } }] } },
      targets: { target: { column: 'y' } },
      split: { validation: 0.2, test: 0.1, seed: 3 },
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'adam' },
      learningRate: 0.003,
      metrics: [{ type: 'accuracy' }],
      batchSize: 16,
      epochs: 4,
      seed: 11,
      ...training,
    },
  });
}

export interface Trained {
  readonly run: RunFolder;
  readonly events: readonly TrainingEvent[];
}

/** Makes the run and trains it to its end. */
export async function trainSmall(
  base: string,
  name: string,
  document: Document,
  given: { steps?: number } = {},
): Promise<Trained> {
  const run = await createRun(machine, path.join(base, name), document, {
    id: name,
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
    base,
    ...given,
  });
  return { run, events: await follow(run.folder, 'start') };
}
