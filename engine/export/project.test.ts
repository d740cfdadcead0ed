import { computeMachine } from '../node/compute-machine.ts';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { disk } from '../node/files/disk.ts';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { readNpy } from '../data/formats/npy.ts';
import { Pipeline } from '../data/pipeline.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { compile } from '../passes/compile.ts';
import { exportTargetOf } from '../targets/index.ts';
import { initialState } from '../train/initial.ts';
import { exportProject } from './project.ts';
import { diskFiles } from '../node/data/disk-files.ts';
import { RunFolder } from '../runs/folder.ts';

const typescript = exportTargetOf('typescript')!;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds the data of a document by whole paths, wherever the project goes', async () => {
  const document: Document = {
    ...mnistCnn(),
    data: {
      ...mnistCnn().data,
      dataset: { type: 'idx', settings: { images: 'digits/images', labels: 'digits/labels' } },
    },
  };
  const to = path.join(folder, 'moved');
  await exportProject(computeMachine, document, typescript, { folder: to, base: path.join(folder, 'mine') });
  expect(readFileSync(path.join(to, 'src', 'data.ts'), 'utf8')).toContain(
    path.join(folder, 'mine', 'digits', 'images').replaceAll('\\', '\\\\'),
  );
});

/** A chain of layers, the last with two outputs, on points that are made up. */
const networkOf = (types: readonly string[]): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: ['input', ...types].map((type, i) => ({
        id: type,
        type,
        settings: type === 'input' ? { shape: [2] } : type === 'dense' ? { units: 2 } : {},
        position: { x: 0, y: 72 * i },
      })),
      edges: types.map((type, i) => ({
        from: { node: ['input', ...types][i]!, port: 'output' },
        to: { node: type, port: 'input' },
      })),
    },
    data: {
      dataset: { type: 'points', settings: { rows: 50 } },
      inputs: { input: { column: 'point' } },
      targets: { target: { column: 'label' } },
    },
    training: { losses: [{ loss: { type: 'crossEntropy' } }] },
  });

it('puts data into the project that it could not make itself, as it is; where there is none it says what to put there', async () => {
  const document = networkOf(['dense']);
  const to = path.join(folder, 'made-up');
  const files = await exportProject(computeMachine, document, typescript, { folder: to, base: folder });
  expect(files.filter((file) => file.startsWith('data/')).sort()).toEqual([
    'data/label.npy',
    'data/point.npy',
    'data/test/label.npy',
    'data/test/point.npy',
  ]);
  const { dataset } = await Pipeline.open(document, diskFiles(folder));
  const read = (file: string) => readNpy(readFileSync(path.join(to, 'data', file)));
  expect([...read('test/point.npy').data]).toEqual([
    ...dataset.test!.read('point', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).data,
  ]);
  expect(read('label.npy').shape).toEqual([50]);
  expect(readFileSync(path.join(to, 'README.md'), 'utf8')).toContain(
    'The data lies in `data/` (`data/point.npy`, `data/label.npy`)',
  );
  const bare = path.join(folder, 'bare');
  await exportProject(computeMachine, { ...document, data: { ...document.data, dataset: null } }, typescript, {
    folder: bare,
    base: folder,
  });
  expect(readFileSync(path.join(bare, 'README.md'), 'utf8')).toContain(
    'It has no data of its own. Put yours into `data/point.npy`, `data/label.npy` first',
  );
});

it('refuses by name what it cannot write, before it writes anything', async () => {
  const { training, ...document } = networkOf(['batchNorm', 'dense']);
  const to = path.join(folder, 'refused');
  const project = (averaging: Partial<Document['training']['averaging']>) =>
    exportProject(
      computeMachine,
      { ...document, training: { ...training, averaging: { ...training.averaging, ...averaging } } },
      typescript,
      { folder: to, base: folder },
    );
  await expect(project({ type: 'equal' })).rejects.toThrow(
    'TypeScript export cannot write the running statistics that equal averages of weights gather anew (exponential averages need none) yet.',
  );
  expect(existsSync(to)).toBe(false);
  await expect(project({ type: 'exponential' })).resolves.toContain('src/optimizer.ts');
});

it('says in the README how good the weights of a finished run are', async () => {
  const document = mnistCnn();
  const weights = initialState(
    compile(document, { label: { dtype: 'int32', shape: ['N'] }, target: { dtype: 'int32', shape: ['N'] } }),
    1,
  );
  const run = await RunFolder.create(disk, path.join(folder, 'run'), document, {
    id: 'run',
    name: 'run',
    created: '',
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
    base: folder,
    versions: {},
  });
  await run.saveWeights({ tensors: weights, fits: {} });
  const readme = async (name: string) => {
    await exportProject(computeMachine, document, typescript, {
      folder: path.join(folder, name),
      base: folder,
      weights: run.folder,
    });
    return readFileSync(path.join(folder, name, 'README.md'), 'utf8');
  };
  expect(await readme('unfinished')).toContain('the weights that were exported. Training');
  run.append({
    event: 'finished',
    run: 'run',
    reason: 'done',
    kept: null,
    train: { loss: 1 },
    validation: { loss: 0.5 },
    test: { loss: 0.03125, accuracy: 0.9894 },
    seconds: 1,
    waitShare: 0,
    peakMb: 1,
  });
  expect(await readme('finished')).toContain(
    'the weights that were exported; on the test rows: loss 0.03125, accuracy 98.94 %. Training',
  );
});
