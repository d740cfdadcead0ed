/** The command line on folders of pictures as people have them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Transformer } from '@napi-rs/image';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { serialize } from '../../engine/graph/file.ts';
import { commandLineIn } from '../command-line.ts';
import { temporaryFolder } from './small.ts';

const base = temporaryFolder();
const at = (...names: string[]): string => path.join(base, ...names);
const loom = commandLineIn(base);
const CLASSES = ['1', '10', '2', 'B', 'a', 'Ä'];

/** A picture of one brightness. */
const picture = (brightness: number): Buffer =>
  Transformer.fromRgbaPixels(
    Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 255 : brightness)),
    4,
    4,
  ).pngSync();

function put(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), bytes);
}

const documentOf = (folder: string, classes: number, split: Partial<Document['data']['split']> = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Pictures',
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [1, 4, 4] }, position: { x: 0, y: 0 } },
        { id: 'flat', type: 'flatten', position: { x: 0, y: 72 } },
        { id: 'd', type: 'dense', settings: { units: classes }, position: { x: 0, y: 144 } },
      ],
      edges: [
        { from: { node: 'input', port: 'output' }, to: { node: 'flat', port: 'input' } },
        { from: { node: 'flat', port: 'output' }, to: { node: 'd', port: 'input' } },
      ],
    },
    data: {
      dataset: { type: 'pictures', settings: { folder, width: 4, height: 4, colours: 'grey' } },
      inputs: { input: { column: 'image', transforms: [{ type: 'scale', settings: {} }] } },
      targets: { target: { column: 'label' } },
      split,
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      metrics: [{ type: 'confusionMatrix' }],
      batchSize: 4,
      epochs: 1,
    },
  });
const save = (name: string, document: Document): void => writeFileSync(at(name), serialize(document));

describe('classes of pictures', () => {
  beforeAll(() => {
    CLASSES.forEach((name, label) => {
      for (let i = 0; i < 8; i++) put(`photos/${name}/${i}.png`, picture(40 * label));
    });
    put('photos/.git/a.png', picture(0));
    put('photos/__MACOSX/1/._0.png', picture(0));
    save('photos.loom', documentOf('photos', CLASSES.length));
  });

  it('are called by their names in predictions, evaluations and exported code, in the order of ImageFolder', async () => {
    const trained = await loom('train', 'photos.loom', '--out', 'run');
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.err).toContain('In photos, 2 files and folders are no pictures of a class and are passed over');

    await loom('predict', 'photos.loom', '--weights', 'run', '--input', 'photos/B', '--output', 'b.csv');
    expect(readFileSync(at('b.csv'), 'utf8').split('\n')[0]).toBe('file,d.1,d.10,d.2,d.B,d.a,d.Ä');
    const { out } = await loom('evaluate', 'photos.loom', '--weights', 'run', '--split', 'train', '--json');
    const { classes, confusionMatrix } = JSON.parse(out) as { classes: string[]; confusionMatrix: number[][] };
    expect(classes).toEqual(CLASSES);
    expect(confusionMatrix.map((row) => row.reduce((a, b) => a + b)).every((rows) => rows > 0 && rows <= 8)).toBe(true);

    await loom('export', 'photos.loom', '--to', 'typescript', '--weights', 'run', '--out', 'project');
    const code = readFileSync(at('project', 'src', 'predict.ts'), 'utf8');
    expect(code).toContain("['1', '10', '2', 'B', 'a', 'Ä']");
  });
});
