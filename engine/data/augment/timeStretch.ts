import { number } from '../../settings.ts';
import { defineAugmentation, either, often, type StepRow } from './define.ts';

export const timeStretch = defineAugmentation({
  id: 'timeStretch',
  title: 'Time stretch',
  doc:
    'A sound, a spectrogram or a series goes faster or slower, by linear interpolation. Its last step stays where it is; before one ' +
    'that goes faster stands its first step. Of samples of a sound the pitch changes along, of a spectrogram it does not.',
  source: {
    title: 'Ko et al. 2015: Audio augmentation for speech recognition',
    url: 'https://doi.org/10.21437/Interspeech.2015-711',
  },
  subject: 'steps',
  settings: {
    most: number({
      label: 'Most',
      default: 0.1,
      min: 0,
      max: 3,
      doc: 'At most so much faster or slower: 0.1 is from 1/1.1 to 1.1 times the speed.',
    }),
    share: often(1),
  },
  alter: (chance, { most }, row) => stretch(row, (1 + most) ** either(chance, 1)),
});

/** `speed` times as fast, in its own array. */
function stretch({ data, outer, length, inner }: StepRow, speed: number): void {
  const old = data.slice();
  const last = length - 1;
  for (let step = 0; step < length; step++) {
    const from = Math.max(0, last - (last - step) * speed);
    const before = Math.min(last, Math.floor(from));
    const share = from - before;
    const after = Math.min(last, before + 1);
    for (let line = 0; line < outer; line++)
      for (let i = 0; i < inner; i++) {
        const at = (of: number) => (line * length + of) * inner + i;
        data[at(step)] = (1 - share) * old[at(before)]! + share * old[at(after)]!;
      }
  }
}
