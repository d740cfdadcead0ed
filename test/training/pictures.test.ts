/** The command line on folders of pictures as people have them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    expect(trained.err).toContain('In photos, 2 files and folders are of no class and are passed over');

    await loom('predict', 'photos.loom', '--weights', 'run', '--input', 'photos/B', '--output', 'b.csv');
    expect(readFileSync(at('b.csv'), 'utf8').split('\n')[0]).toBe(
      'file,predicted,probability,d.1,d.10,d.2,d.B,d.a,d.Ä',
    );
    const { out } = await loom('evaluate', 'photos.loom', '--weights', 'run', '--split', 'train', '--json');
    const { classes, confusionMatrix } = JSON.parse(out) as { classes: string[]; confusionMatrix: number[][] };
    expect(classes).toEqual(CLASSES);
    expect(confusionMatrix.map((row) => row.reduce((a, b) => a + b)).every((rows) => rows > 0 && rows <= 8)).toBe(true);

    await loom('export', 'photos.loom', '--to', 'typescript', '--weights', 'run', '--out', 'project', '--no-parity');
    const code = readFileSync(at('project', 'src', 'load.ts'), 'utf8');
    expect(code).toContain('["1", "10", "2", "B", "a", "Ä"]');
  });
});

describe('damaged pictures', () => {
  const jpeg = (label: number, noise: number): Buffer =>
    Transformer.fromRgbaPixels(
      Uint8Array.from({ length: 4 * 1600 }, (_, i) => (i % 4 === 3 ? 255 : (97 * label + i * (noise + 3)) % 251)),
      40,
      40,
    ).jpegSync(80);
  const png = (label: number): Buffer => picture(90 * label);
  /** Whole by its header and end, but not in between. */
  const spoiled = (): Buffer => {
    const bytes = Buffer.from(png(0));
    bytes.fill(0xff, bytes.indexOf('IDAT') + 6, bytes.indexOf('IDAT') + 12);
    return bytes;
  };
  beforeAll(() => {
    for (let i = 0; i < 40; i++)
      put(`mixed/${i % 2 ? 'cat' : 'dog'}/${String(i).padStart(2, '0')}.jpg`, jpeg(i % 2, i));
    const whole = jpeg(1, 15);
    put('mixed/cat/15.jpg', whole.subarray(0, Math.floor(0.6 * whole.length)));
    put('mixed/cat/17.jpg', Buffer.alloc(0));
    put('mixed/dog/18.jpg', Buffer.from('some words'));
    const huge = Buffer.from(png(0));
    [16, 20].forEach((place) => huge.writeUInt32BE(30000, place));
    put('mixed/dog/20.png', huge);
    save('mixed.loom', documentOf('mixed', 2));
    for (let i = 0; i < 20; i++) put(`later/${i % 2 ? 'cat' : 'dog'}/${i}.png`, png(i % 2));
    put('later/dog/8.png', spoiled());
    save('later.loom', documentOf('later', 2, { validation: 0, test: 0 }));
  });

  it('are all listed with their reasons before the first step, or skipped and told', async () => {
    const failed = await loom('train', 'mixed.loom', '--out', 'failed');
    expect(failed.code).toBe(1);
    expect(failed.err).toContain(
      'loom: 4 of 41 files cannot be read: mixed/cat/15.jpg (it breaks off before its end), mixed/cat/17.jpg (it is empty), ' +
        'mixed/dog/18.jpg (it is no picture of a known kind), mixed/dog/20.png (it has 30,000×30,000 pixels, and at most 100 million are read). Skip them',
    );
    expect(failed.err).not.toContain('epoch');
    // the next try may have its name
    expect(existsSync(at('failed'))).toBe(false);
    const skipped = await loom(
      ...['train', 'mixed.loom', '--out', 'skipped', '--json'],
      ...['--data', 'pictures:folder=mixed,width=4,height=4,colours=grey,skipDamaged=true'],
    );
    expect(skipped.code).toBe(0);
    const events = skipped.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { rows } = events.find(({ event }) => event === 'started');
    expect(rows.train + rows.validation + rows.test).toBe(37);
    expect(skipped.out).toContain('skipped-files');
  });

  it('that show only when they are decoded end a training by their name, or are skipped and told then', async () => {
    const failed = await loom('train', 'later.loom', '--out', 'ended');
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/loom: 1 of 20 files cannot be read: later\/dog\/8\.png \(its pixels cannot be decoded/);
    for (const batch of ['4', '1']) {
      const skipped = await loom(
        ...['train', 'later.loom', '--out', `goes-on-${batch}`, '--batch', batch],
        ...['--data', 'pictures:folder=later,width=4,height=4,colours=grey,skipDamaged=true'],
      );
      expect(skipped.code).toBe(0);
      expect(skipped.err).toMatch(/A file turned out to be damaged, and is skipped: .*later\/dog\/8\.png/);
    }
  });
});

describe('splits', () => {
  beforeAll(() => {
    CLASSES.forEach((name, label) => {
      for (let i = 0; i < 8; i++) put(`sorted/${name}/${i}.png`, picture(40 * label));
    });
    save('sorted.loom', documentOf('sorted', CLASSES.length, { validation: 0.01, test: 0.25 }));
    save('ordered.loom', documentOf('sorted', CLASSES.length, { method: 'order', test: 0.25, validation: 0 }));
  });
  const rowsOf = (out: string): Record<string, number> =>
    JSON.parse(
      out
        .trim()
        .split('\n')
        .find((line) => line.includes('"started"'))!,
    ).rows;

  it('tell where a share comes to no row, and where nothing is learned of a class', async () => {
    const checked = await loom('check', 'sorted.loom');
    expect(checked).toMatchObject({ code: 0, err: expect.stringContaining('the share 0.01 of 48 rows comes to none') });
    // sorted by class, the last rows are of the last classes alone
    const ordered = await loom('check', 'ordered.loom');
    expect(ordered.err).toContain(
      'Classes of label without rows to learn from: "Ä" (0 for validation, 8 for testing).',
    );
  });

  it('are asked for on the command line, and refused in words', async () => {
    const byClass = await loom(
      'train',
      'sorted.loom',
      '--splits',
      'stratified:validation=0.1,test=0.25',
      '--out',
      'by',
      '--json',
    );
    expect(rowsOf(byClass.out)).toEqual({ train: 33, validation: 3, test: 12 });
    const { out } = await loom(
      ...[
        'evaluate',
        'sorted.loom',
        '--weights',
        'by',
        '--splits',
        'stratified:validation=0.1,test=0.25',
        '--split',
        'test',
        '--json',
      ],
    );
    const { confusionMatrix } = JSON.parse(out) as { confusionMatrix: number[][] };
    expect(confusionMatrix.map((row) => row.reduce((a, b) => a + b))).toEqual([2, 2, 2, 2, 2, 2]);
    const unknown = await loom('train', 'sorted.loom', '--splits', 'sideways', '--out', 'none');
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('--splits must be random') });
    const lacking = await loom('train', 'sorted.loom', '--splits', 'group:by=nothing', '--out', 'lacking');
    expect(lacking).toMatchObject({ code: 1, err: expect.stringContaining('The split goes by a column') });
  });
});
