/** Drawn shapes as picture files: in a folder for each class, and beside masks that are exact. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Transformer } from '@napi-rs/image';
import { openDataset } from '../engine/data/pipeline.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';

interface Drawn {
  /** Height and width of a picture, and how many kinds of shapes there are. */
  readonly size: number;
  readonly kinds: number;
  readonly rows: number;
}

/** Writes `classes/train/KIND/N.png`, `pairs/train/pictures/N.png` and `pairs/train/masks/N.png`, and the same below `test`. */
export async function writeShapes(folder: string, { size, kinds, rows }: Drawn): Promise<void> {
  const settings = { rows, size, kinds };
  const { columns, train, test } = await openDataset({ type: 'shapes', settings }, diskFiles('.'));
  const names = columns[1]!.classes!;
  for (const [part, table] of [
    ['train', train],
    ['test', test!],
  ] as const) {
    const all = Array.from({ length: table.rows }, (_, i) => i);
    const [images, labels, masks] = ['image', 'label', 'mask'].map((name) => table.read(name, all).data);
    const plane = size * size;
    for (const row of all) {
      const pixels = new Uint8Array(4 * plane).fill(255);
      for (let i = 0; i < 3 * plane; i++)
        pixels[4 * (i % plane) + Math.floor(i / plane)] = images![3 * row * plane + i]!;
      const mask = new Uint8Array(4 * plane).fill(255);
      for (let i = 0; i < plane; i++) mask.fill(masks![row * plane + i]!, 4 * i, 4 * i + 3);
      const name = `${String(row).padStart(4, '0')}.png`;
      const png = Transformer.fromRgbaPixels(pixels, size, size).pngSync();
      const places = { classes: path.join('classes', part, names[labels![row]!]!), pairs: path.join('pairs', part) };
      write(path.join(folder, places.classes, name), png);
      write(path.join(folder, places.pairs, 'pictures', name), png);
      const grey = Transformer.fromRgbaPixels(mask, size, size).grayscale().pngSync();
      write(path.join(folder, places.pairs, 'masks', name), grey);
    }
  }
}

function write(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
