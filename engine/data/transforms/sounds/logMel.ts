import { phrase } from '../../../phrases.ts';
import { formatShape } from '../../../types/shape.ts';
import { int, number } from '../../../settings.ts';
import { type Column, defineTransform } from '../../define.ts';
import { framesOf, type Spectrogram, spectrogramOf } from './mel.ts';

interface MelSettings {
  readonly rate: number;
  readonly window: number;
  readonly step: number;
  readonly bands: number;
  readonly lowest: number;
  readonly highest: number;
}

/** In samples. */
function spectrogram({ rate, window, step, bands, lowest, highest }: MelSettings): Spectrogram {
  const samples = (milliseconds: number) => Math.max(2, Math.round((milliseconds * rate) / 1000));
  return { rate, window: samples(window), step: samples(step), bands, lowest, highest: highest || rate / 2 };
}

export const logMel = defineTransform({
  id: 'logMel',
  title: 'Log-mel spectrogram',
  doc:
    'A sound as a picture of how loud which heights are when: power spectra of overlapping windows (Hann), added up in triangular bands ' +
    'that are as wide as they are heard (the mel scale), and the logarithm of that: 1×bands×windows.',
  settings: {
    rate: int({
      label: 'Rate',
      default: 16_000,
      min: 1000,
      max: 768_000,
      unit: 'Hz',
      doc: 'Samples a second of the sound.',
    }),
    bands: int({ label: 'Bands', default: 40, min: 1, max: 512, doc: 'Rows of the picture.' }),
    window: number({ label: 'Window', default: 25, min: 1, max: 1000, unit: 'ms', doc: 'What is heard at a time.' }),
    step: number({ label: 'Step', default: 10, min: 1, max: 1000, unit: 'ms', doc: 'From one window to the next.' }),
    lowest: number({ label: 'Lowest', default: 20, min: 0, unit: 'Hz', doc: 'Where the first band begins.' }),
    highest: number({
      label: 'Highest',
      default: 0,
      min: 0,
      unit: 'Hz',
      doc: 'Where the last band ends.',
      blank: { value: 0, text: 'half the rate' },
    }),
  },
  start: ({ rate }: Column) => (rate === undefined ? {} : { rate }),
  column(before, settings) {
    const of = spectrogram(settings);
    const [samples, ...more] = before.shape;
    if (before.kind !== 'number' || more.length > 0 || samples === undefined)
      return { expected: phrase('a-row-of-samples'), received: formatShape(before.shape) };
    const frames = framesOf(samples, of);
    if (frames === 0) return { expected: phrase('samples-for-a-window', { window: of.window }), received: samples };
    const { rate: _, ...rest } = before;
    return { ...rest, shape: [1, of.bands, frames] };
  },
  apply({ shape: [rows, samples], data }, settings) {
    const of = spectrogram(settings);
    const frames = framesOf(samples!, of);
    const write = spectrogramOf(of);
    const out = new Float32Array(rows! * of.bands * frames);
    for (let row = 0; row < rows!; row++)
      write(data as Float32Array, row * samples!, samples!, out, row * of.bands * frames);
    return { dtype: 'float32', shape: [rows!, 1, of.bands, frames], data: out };
  },
});
