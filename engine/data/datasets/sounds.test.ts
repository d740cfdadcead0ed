import { expect, test } from 'vitest';
import { filesOfTable } from '../../../test/training/files-of-table.ts';
import { wavOf } from '../../../test/training/sounds.ts';
import { word } from '../../texts/index.ts';
import { wordProblem } from '../../problems.ts';
import { DamagedRow, findDamaged, toldOfDamaged } from '../damaged.ts';
import type { Files } from '../define.ts';
import { openDataset } from '../pipeline.ts';

const tone = wavOf(
  Float32Array.from({ length: 800 }, (_, i) => Math.sin(i / 9)),
  8000,
);
/** As a recorder writes it that does not know beforehand how long it will record. */
const streamed = Uint8Array.from(tone.subarray(0, 900));
new DataView(streamed.buffer).setUint32(40, 0xffff_ffff, true);
const SOUNDS: Readonly<Record<string, Uint8Array>> = {
  'tones/high/1.wav': tone,
  'tones/high/2.wav': tone.subarray(0, 900),
  'tones/low/3.wav': streamed,
  'tones/low/4.wav': Uint8Array.from(Buffer.from('no sound')),
};
const FILES: Files = {
  ...filesOfTable([{ name: 'x', kind: 'number', distinct: 1, missing: 0, whole: true, values: [1] }]),
  list: async (folder) =>
    [
      ...new Set(
        Object.keys(SOUNDS)
          .filter((file) => file.startsWith(`${folder}/`))
          .map((file) => file.slice(folder.length + 1).split('/')),
      ),
    ]
      .map(([name, ...rest]) => ({ name: name!, isFolder: rest.length > 0 }))
      .filter(({ name }, i, all) => all.findIndex((one) => one.name === name) === i),
  bytes: (file) => SOUNDS[file]! as Uint8Array<ArrayBuffer>,
};
const opened = (skipDamaged: boolean) =>
  openDataset({ type: 'sounds', settings: { folder: 'tones', rate: 8000, seconds: 0.1, skipDamaged } }, FILES);

test('sounds that are none or break off are told before anything is learned, and skipped where that is chosen', async () => {
  const dataset = await opened(false);
  const damaged = findDamaged(dataset);
  expect(toldOfDamaged(dataset, damaged).problems.map(wordProblem)).toEqual([
    expect.stringContaining(
      '2 of 4 files cannot be read: tones/high/2.wav (it breaks off before its end), ' +
        'tones/low/4.wav (it does not begin as a WAV file does).',
    ),
  ]);
  const skipping = await opened(true);
  expect(toldOfDamaged(skipping, damaged)).toMatchObject({ problems: [] });
  expect(toldOfDamaged(skipping, damaged).notes.map(word)).toEqual([
    expect.stringContaining('2 damaged files are skipped'),
  ]);
  // what is there of a stream is read
  expect(dataset.train.read('sound', [2]).shape).toEqual([1, 800]);
  expect(() => dataset.train.read('sound', [0, 3])).toThrow(DamagedRow);
});
