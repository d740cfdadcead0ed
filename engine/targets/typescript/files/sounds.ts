/** `src/sounds.ts` of an exported project: WAV files as the engine reads them, and folders of them. */
import { WAV } from './carried.ts';

export const SOUNDS = `/** Sound files as numbers from -1 to 1, all of one rate and one length. */
import { readFileSync } from 'node:fs';
import type { Numbers } from './arrays.ts';
import { byClass } from './class-folders.ts';
import { Refusal, samplesOf, type SoundForm, writeSound } from './wav.ts';

/** Sound files, one row each. */
export function readSounds(files: readonly string[], form: SoundForm): Numbers {
  const size = samplesOf(form);
  const data = new Float32Array(files.length * size);
  files.forEach((file, i) => {
    try {
      writeSound(readFileSync(file), form, data, i * size);
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(\`\${file} is not read: \${error.message}.\`) : error;
    }
  });
  return { shape: [files.length, size], data };
}

export interface Sounds {
  sound: Numbers;
  label: Numbers;
}

/** A folder with one folder of WAV files for each class, or with the folders train, val and test that hold these. */
export function readSoundFolder(folder: string, form: SoundForm): { train: Sounds; validation?: Sounds; test?: Sounds } {
  return byClass(folder, /\\.wav$/i, (files, labels) => ({ sound: readSounds(files, form), label: labels }));
}
`;

export const SOUND_SOURCES = { 'src/sounds.ts': SOUNDS, 'src/wav.ts': WAV };

/** What TypeScript is to know of the package. */
export const FFT_TYPES = `/** The fast Fourier transform of sizes that are powers of two; complex numbers lie as pairs. */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    createComplexArray(): number[];
    /** The first half of the spectrum of real numbers. */
    realTransform(out: number[], input: readonly number[]): void;
  }
}
`;
