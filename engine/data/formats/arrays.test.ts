/** MATLAB's files and sounds, held against what scipy wrote (`test/conformance/make_array_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { word } from '../../texts/index.ts';
import { readMat } from './mat.ts';
import { readWav, resampled } from './wav.ts';

interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
const saved = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/arrays.json'), 'utf8'),
) as {
  readonly mat: Readonly<Record<string, string>>;
  readonly read: Readonly<Record<string, Values>>;
  readonly v4: string;
  readonly sounds: Readonly<Record<string, { readonly file: string; readonly samples: readonly number[] }>>;
};
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

describe('MATLAB files', () => {
  test.each(Object.entries(saved.mat))('%s', (_, file) => {
    const { arrays, aside } = readMat(bytesOf(file));
    const read = Object.fromEntries([...arrays].map(([name, { shape, data }]) => [name, { shape, values: [...data] }]));
    expect(read).toEqual(saved.read);
    expect(Object.fromEntries([...aside].map(([name, reason]) => [name, word(reason)]))).toEqual({
      cell: 'it is a cell array; save its contents as arrays of their own',
      text: 'it holds text, not numbers',
      complex: 'it holds complex numbers; save real and imaginary part by themselves',
    });
  });
  test('of other versions, and what is none, are refused in words', () => {
    expect(() => readMat(bytesOf(saved.v4))).toThrow('it is a MATLAB file of version 4; save it anew, with "-v7"');
    expect(() => readMat(new Uint8Array(200))).toThrow('it is a MATLAB file of version 4');
    expect(() => readMat(Uint8Array.from(Buffer.from('PK'.repeat(99))))).toThrow('does not begin as a MATLAB file');
    expect(() => readMat(bytesOf(saved.mat.plain!).subarray(0, 300))).toThrow('is damaged or cut off');
  });
});

describe('WAV files', () => {
  test.each(Object.entries(saved.sounds))('of %s', (_, { file, samples }) => {
    const sound = readWav(bytesOf(file));
    expect(sound.rate).toBe(8000);
    expect(sound.samples).toHaveLength(400);
    samples.forEach((sample, i) => expect(sound.samples[i]).toBeCloseTo(sample, 6));
  });
  test('keep their tones at another rate, but for those that it has no room for', () => {
    const tone = (hertz: number, rate: number) =>
      Float32Array.from({ length: rate / 10 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
    const inner = (samples: Float32Array) => samples.subarray(100, 600);
    const down = resampled({ samples: tone(440, 16_000), rate: 16_000 }, 8000);
    inner(down).forEach((sample, i) => expect(sample).toBeCloseTo(tone(440, 8000)[i + 100]!, 2));
    expect(Math.max(...inner(resampled({ samples: tone(6000, 16_000), rate: 16_000 }, 8000)))).toBeLessThan(0.02);
  });
  test('that hold something else are refused in words', () => {
    expect(() => readWav(new Uint8Array(44))).toThrow('it does not begin as a WAV file does');
    const file = bytesOf(saved.sounds.int16!.file);
    file[20] = 2;
    expect(() => readWav(file)).toThrow('its samples are of format 2 with 16 bits');
  });
});
