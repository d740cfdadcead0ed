import { hashName, streamKey, uniformAt } from '../../ir/random.ts';
import { int } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { normalAt } from '../diffusion/normal.ts';
import { NOISE_SETTINGS, type NoiseSchedule, sharesLeft } from '../diffusion/noiseSchedule.ts';
import { mnist } from './mnist.ts';

const SHAPE = [1, 28, 28];
const PIXELS = sizeOf(SHAPE);

export const noisedDigits = defineDataset({
  id: 'noised-digits',
  title: 'Digits with noise',
  doc: 'The digits of MNIST with noise on them, for a diffusion model to tell the noise.',
  more:
    'The column "noised" is √a of a digit, from −1 to 1, and √(1 − a) of "noise", where a falls from 1 to 0 with the step, ' +
    '"time". "velocity" is √a of the noise less √(1 − a) of the digit (Salimans and Ho 2022). Step and noise follow from the ' +
    'seed and the row.',
  source: {
    title: 'Ho, Jain and Abbeel 2020, Denoising Diffusion Probabilistic Models',
    url: 'https://arxiv.org/abs/2006.11239',
  },
  settings: {
    ...NOISE_SETTINGS,
    repeats: int({
      label: 'Repeats',
      default: 4,
      min: 1,
      max: 1000,
      doc: 'How often each digit is there to learn from, each time at another step and with other noise.',
    }),
    seed: int({ label: 'Seed', default: 0, min: 0, doc: 'Of steps and noise.' }),
  },
  async open(files, { repeats, seed, ...schedule }) {
    const { train, test } = await mnist.open(files, {});
    const columns: readonly Column[] = [
      { name: 'noised', kind: 'image', shape: SHAPE, dtype: 'float32', range: [-1, 1] },
      { name: 'time', kind: 'number', shape: [1], dtype: 'float32' },
      { name: 'noise', kind: 'number', shape: SHAPE, dtype: 'float32' },
      { name: 'velocity', kind: 'number', shape: SHAPE, dtype: 'float32' },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes: Array.from('0123456789') },
    ];
    return {
      columns,
      train: noised(train, repeats, schedule, streamKey(seed, hashName('train'))),
      test: noised(test!, 1, schedule, streamKey(seed, hashName('test'))),
    };
  },
});

/** Every digit of a table so often; a row's step and noise are drawn from its place alone, however often it is read. */
function noised(digits: Table, repeats: number, schedule: NoiseSchedule, key: number): Table {
  const left = sharesLeft(schedule);
  const rows = digits.rows * repeats;
  const stepOf = (row: number) => Math.floor(uniformAt(key, row) * schedule.steps);
  const noiseOf = (row: number, pixel: number) => normalAt(streamKey(key, row + 1), pixel);
  /** So much of the digit and so much of its noise. */
  const mixed = (row: number, ofDigit: number, ofNoise: number, out: Float32Array | Int32Array, at: number) => {
    const { data } = digits.read('image', [row % digits.rows]);
    for (let i = 0; i < PIXELS; i++)
      out[at * PIXELS + i] = ofDigit * (data[i]! / 127.5 - 1) + ofNoise * noiseOf(row, i);
  };
  const read: Record<string, (row: number, at: number, out: Float32Array | Int32Array) => void> = {
    time: (row, at, out) => void (out[at] = stepOf(row)),
    noise(row, at, out) {
      for (let i = 0; i < PIXELS; i++) out[at * PIXELS + i] = noiseOf(row, i);
    },
    noised(row, at, out) {
      const share = left[stepOf(row)]!;
      mixed(row, Math.sqrt(share), Math.sqrt(1 - share), out, at);
    },
    velocity(row, at, out) {
      const share = left[stepOf(row)]!;
      mixed(row, -Math.sqrt(1 - share), Math.sqrt(share), out, at);
    },
    label: (row, at, out) => void (out[at] = digits.read('label', [row % digits.rows]).data[0]!),
  };
  return {
    rows,
    read(name, indices, into) {
      const shape = name === 'label' ? [] : name === 'time' ? [1] : SHAPE;
      const dtype = name === 'label' ? 'int32' : 'float32';
      const data = (into ?? allocate(dtype, indices.length * sizeOf(shape))) as Float32Array;
      for (let at = 0; at < indices.length; at++) read[name]!(indices[at]!, at, data);
      return { dtype, shape: [indices.length, ...shape], data };
    },
  };
}
