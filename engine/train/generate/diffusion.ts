/** New pictures from a network that tells what on one is noise: from nothing but noise, a little less of it at each step. */
import { noisedDigits } from '../../data/datasets/noisedDigits.ts';
import { normalAt } from '../../data/diffusion/normal.ts';
import { type NoiseSchedule, sharesLeft } from '../../data/diffusion/noiseSchedule.ts';
import type { Document } from '../../graph/document.ts';
import { hashName, streamKey } from '../../ir/random.ts';
import { resolveSettings } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';

/** What a document says of the diffusion that it learns. */
export interface Diffusion {
  readonly schedule: NoiseSchedule;
  /** The Inputs that take the picture and its step. */
  readonly picture: string;
  readonly time: string;
  readonly foretells: Foretold;
}

/** What a network tells of a picture x_t = √ᾱ x_0 + √(1 − ᾱ) ε: the noise ε, or the velocity √ᾱ ε − √(1 − ᾱ) x_0. */
type Foretold = 'noise' | 'velocity';
/** x_0, given the square roots of ᾱ and 1 − ᾱ. */
const CLEAN: Readonly<Record<Foretold, (x: number, told: number, kept: number, added: number) => number>> = {
  noise: (x, told, kept, added) => (x - added * told) / kept,
  velocity: (x, told, kept, added) => kept * x - added * told,
};

/** Undefined where the network does not learn from noised pictures. */
export function diffusionOf({ data }: Document): Diffusion | undefined {
  if (data.dataset?.type !== noisedDigits.id) return undefined;
  const fedWith = (column: string) => Object.entries(data.inputs).find(([, config]) => config.column === column)?.[0];
  const [picture, time] = [fedWith('noised'), fedWith('time')];
  const foretells = (['noise', 'velocity'] as const).find((one) =>
    Object.values(data.targets).some(({ column }) => column === one),
  );
  if (picture === undefined || time === undefined || !foretells) return undefined;
  const { settings } = resolveSettings(noisedDigits.settings, data.dataset.settings);
  return { schedule: settings as unknown as NoiseSchedule, picture, time, foretells };
}

export interface Steps {
  /** How many of the noise's steps are gone through, evenly spread. */
  readonly steps: number;
  /** Noise that is added again on the way: 1 as in the paper (DDPM), 0 none (DDIM, Song, Meng and Ermon 2020). */
  readonly noise: number;
  readonly seed: number;
}

/** Nothing but noise. */
export function startingNoise(shape: readonly number[], seed: number): Tensor {
  const key = streamKey(seed, hashName('draw'));
  return tensor(
    'float32',
    [...shape],
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => normalAt(key, i)),
  );
}

/** The step of the noise at which the pictures are before the `done`-th step of drawing, and -1 behind the last. */
export const stepAt = ({ steps: all }: NoiseSchedule, { steps }: Pick<Steps, 'steps'>, done: number): number =>
  Math.floor(((Math.min(steps, all) - done) * all) / Math.min(steps, all)) - 1;

/**
 * Pictures after one more step, and what they would be without noise as far as the network can tell. `foretold` is what it says of
 * them. What follows of the picture is cut to where pictures lie, from -1 to 1, as Ho et al. do.
 */
export function lessNoise(
  pictures: Tensor,
  foretold: ArrayLike<number>,
  { schedule, foretells }: Pick<Diffusion, 'schedule' | 'foretells'>,
  steps: Steps,
  done: number,
): { readonly pictures: Tensor; readonly guess: Tensor } {
  const left = sharesLeft(schedule);
  const [now, next] = [stepAt(schedule, steps, done), stepAt(schedule, steps, done + 1)];
  const [a, b] = [left[now]!, next < 0 ? 1 : left[next]!];
  const deviation = steps.noise * Math.sqrt(((1 - b) / (1 - a)) * (1 - a / b));
  const kept = Math.sqrt(Math.max(0, 1 - b - deviation ** 2));
  const key = streamKey(streamKey(steps.seed, hashName('draw')), done + 1);
  const [seen, drowned, cleanOf] = [Math.sqrt(a), Math.sqrt(1 - a), CLEAN[foretells]];
  const { shape, data } = pictures;
  const [after, guess] = [new Float32Array(data.length), new Float32Array(data.length)];
  for (let i = 0; i < data.length; i++) {
    const clean = Math.max(-1, Math.min(1, cleanOf(data[i]!, foretold[i]!, seen, drowned)));
    const noise = (data[i]! - seen * clean) / drowned;
    guess[i] = clean;
    after[i] = Math.sqrt(b) * clean + kept * noise + (deviation > 0 ? deviation * normalAt(key, i) : 0);
  }
  return { pictures: tensor('float32', [...shape], after), guess: tensor('float32', [...shape], guess) };
}
