import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/training/small.ts';
import { Transformer } from '@napi-rs/image';
import { pictureSize } from '../../data/formats/picture.ts';
import { openDataset } from '../../data/pipeline.ts';
import { UserError } from '../../problems.ts';
import { diskFiles } from './disk-files.ts';
import { decodePicture, pictureFileFault } from './pictures.ts';
import { word } from '../../texts/index.ts';

type Shape = [number, number, number];
const fixture = JSON.parse(
  readFileSync(new URL('../../../test/conformance/fixtures/pictures.json', import.meta.url), 'utf8'),
) as { files: Record<string, string>; cases: { file: string; shape: Shape; pixels: string }[] };
const bytesOf = (file: string): Buffer => Buffer.from(fixture.files[file]!, 'base64');
const folder = temporaryFolder();

describe('pictures', () => {
  it.each(fixture.cases.map((one) => [`${one.file} as ${one.shape.join('×')}`, one] as const))(
    '%s has the pixels that Pillow reads',
    (_, { file, shape, pixels }) => {
      const expected = Buffer.from(pixels, 'base64');
      const found = decodePicture(bytesOf(file), file, shape);
      expect(found.length).toBe(expected.length);
      const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      expect(worst).toBeLessThanOrEqual(/\.(jpe?g|webp)$/.test(file) ? 4 : 2); // decoders of JPEG round as they like
    },
  );

  it('names the file that is no picture, or is cut off', () => {
    const read = (bytes: Uint8Array) => () => decodePicture(bytes, 'cat.png', [1, 8, 8]);
    expect(read(Buffer.from('hello'))).toThrow('cat.png is damaged at its picture: it is no picture of a known kind.');
    expect(read(Buffer.alloc(0))).toThrow('cat.png is damaged at its picture: it is empty.');
    for (const [file, whole] of Object.entries(fixture.files)) {
      if (file === 'moving.gif') continue; // its first frame is whole
      const bytes = Buffer.from(whole, 'base64');
      const cut = bytes.subarray(0, Math.floor(0.6 * bytes.length));
      expect(() => decodePicture(cut, file, [1, 8, 8]), file).toThrow(
        `${file} is damaged at its picture: it breaks off before its end.`,
      );
    }
  });

  it('are looked through by their ends: what breaks off, is empty, is something else or is huge has a fault', () => {
    const faultOf = (name: string, bytes: Uint8Array): string | undefined => {
      const file = path.join(folder, name);
      writeFileSync(file, bytes);
      const fault = pictureFileFault(file);
      return fault === undefined ? undefined : word(fault);
    };
    // larger than what is read of a file's ends
    const large = Transformer.fromRgbaPixels(
      Uint8Array.from({ length: 4 * 200 * 150 }, (_, i) => (i % 4 === 3 ? 255 : (i * i) % 251)),
      200,
      150,
    );
    const kinds: readonly (readonly [string, Buffer])[] = [
      ...Object.entries(fixture.files).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const),
      ['large.jpg', large.jpegSync(90)],
      ['large.png', large.pngSync()],
      ['large.webp', large.webpSync()],
      ['large.bmp', large.bmpSync()],
      ['large.tiff', large.tiffSync()],
    ];
    for (const [name, bytes] of kinds) {
      expect(faultOf(name, bytes), name).toBeUndefined();
      // programs leave notes of theirs behind the end
      expect(faultOf(`more-${name}`, Buffer.concat([bytes, Buffer.alloc(100, 7)])), name).toBeUndefined();
      const cut = bytes.subarray(0, Math.floor(0.6 * bytes.length));
      // where the first frame of a film is whole, it is read
      if (name !== 'moving.gif') expect(faultOf(`cut-${name}`, cut), name).toBe('it breaks off before its end');
    }
    expect(faultOf('empty.jpg', Buffer.alloc(0))).toBe('it is empty');
    expect(faultOf('text.jpg', Buffer.from('some words'))).toBe('it is no picture of a known kind');
    expect(faultOf('page.jpg', Buffer.from('<html><body>Not found'))).toMatch(/web page/);
    const huge = Buffer.from(bytesOf('rgb.png'));
    [16, 20].forEach((place) => huge.writeUInt32BE(30000, place));
    expect(faultOf('huge.png', huge)).toBe('it has 30,000×30,000 pixels, and at most 100 million are read');
    expect(faultOf('huge.png', bytesOf('rgb.png')), 'a file that was put right').toBeUndefined();
  });

  it('have the size that their headers say, and a huge one is refused before anything is decoded', () => {
    for (const file of Object.keys(fixture.files).filter((name) => !name.endsWith('.gif'))) {
      const { width, height } = new Transformer(bytesOf(file)).metadataSync();
      expect({ file, ...pictureSize(bytesOf(file)) }).toEqual({ file, width, height });
    }
    const at = (text: string, bytes: Buffer) => bytes.indexOf(Buffer.from(text, 'latin1'));
    const huge = (file: string, change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(bytesOf(file));
      change(bytes);
      expect(() => decodePicture(bytes, file, [3, 8, 8])).toThrow(
        `${file} is damaged at its picture: it has 60,000×60,000 pixels, and at most 100 million are read. The file was left as it is.`,
      );
    };
    const jpeg = Object.keys(fixture.files).find((name) => name.endsWith('.jpg'))!;
    huge(jpeg, (bytes) => bytes.writeUInt32BE(60000 * 65537, at('\xff\xc0', bytes) + 5));
    huge('rgb.png', (bytes) => [16, 20].forEach((place) => bytes.writeUInt32BE(60000, place)));
  });

  it('are a dataset: a folder for each class', async () => {
    const put = (...names: string[]) => {
      mkdirSync(path.join(folder, ...names.slice(0, -1)), { recursive: true });
      writeFileSync(path.join(folder, ...names), bytesOf('rgb.png'));
    };
    put('plain', 'dog', 'b.png');
    put('plain', 'cat', 'a.png');
    put('plain', 'cat', 'c.png');
    writeFileSync(path.join(folder, 'plain', 'cat', 'notes.txt'), 'no picture');
    const open = (where: string) =>
      openDataset(
        { type: 'pictures', settings: { folder: where, width: 9, height: 8, colours: 'grey' } },
        diskFiles(folder),
      );
    const { columns, train, test } = await open('plain');
    expect(columns.map(({ name, shape, classes }) => [name, shape, classes])).toEqual([
      ['image', [1, 8, 9], undefined],
      ['label', [], ['cat', 'dog']],
    ]);
    expect([train.rows, test]).toEqual([3, undefined]);
    expect([...train.read('label', [2, 0]).data]).toEqual([1, 0]);
    expect([...train.read('image', [1]).data]).toEqual([...decodePicture(bytesOf('rgb.png'), '', [1, 8, 9])]);

    for (const part of ['train', 'test']) for (const name of ['cat', 'dog']) put('parted', part, name, 'a.png');
    expect((await open('parted')).test!.rows).toBe(2);
    await expect(open('nowhere')).rejects.toThrow(/The data folder nowhere was not found/);
    await expect(open('plain/cat')).rejects.toThrow(
      /a folder of pictures for each of two classes at least, and has no folder/,
    );
    writeFileSync(path.join(folder, 'plain', 'dog', 'b.png'), 'broken');
    expect(() => train.read('image', [2])).toThrow(UserError);
  });
});
