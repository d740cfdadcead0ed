/** How much of a picture is left at each step of a diffusion (Ho, Jain and Abbeel 2020): x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε. */
import { choice, int } from '../../settings.ts';

export const NOISE_SETTINGS = {
  steps: int({
    label: 'Noise steps',
    default: 1000,
    min: 2,
    max: 10_000,
    doc: 'From the clean picture to nothing but noise.',
  }),
  schedule: choice(['linear', 'cosine'], {
    label: 'Noise schedule',
    default: 'linear',
    doc: 'How fast the noise grows: its variance in equal steps (2020), or so that less is lost early on (cosine, Nichol and Dhariwal 2021).',
    names: { linear: 'Linear', cosine: 'Cosine' },
  }),
};
export interface NoiseSchedule {
  readonly steps: number;
  readonly schedule: 'linear' | 'cosine';
}

/** The paper's variances are those of a thousand steps; of fewer each takes as much more. */
const [FIRST, LAST, PAPER] = [1e-4, 0.02, 1000];
const [COSINE_START, MOST] = [0.008, 0.999];

/** ᾱ of each step: the share of the picture's variance that is left. */
export function sharesLeft({ steps, schedule }: NoiseSchedule): Float64Array {
  const cosine = (t: number) => Math.cos(((t / steps + COSINE_START) / (1 + COSINE_START)) * (Math.PI / 2)) ** 2;
  const added = (t: number): number =>
    schedule === 'cosine'
      ? Math.min(MOST, 1 - cosine(t + 1) / cosine(t))
      : Math.min(MOST, (PAPER / steps) * (FIRST + ((LAST - FIRST) * t) / (steps - 1)));
  let left = 1;
  return Float64Array.from({ length: steps }, (_, t) => (left *= 1 - added(t)));
}
