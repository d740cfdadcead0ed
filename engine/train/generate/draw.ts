/** One token of what a network says may follow. */
import { hashName, streamKey, uniformAt } from '../../ir/random.ts';

export interface Drawing {
  /** 0 always takes the likeliest, 1 draws as the network says, more makes the unlikely likelier. */
  readonly temperature: number;
  /** Only so many of the likeliest are drawn from; 0 is all. */
  readonly topK: number;
  /** Only the likeliest that together reach this share are drawn from; 1 is all. */
  readonly topP: number;
}

/** As the network says. */
export const PLAIN: Drawing = { temperature: 1, topK: 0, topP: 1 };

/** Uniform in [0, 1): of a seed for the how-manieth token that is written, so that a text is the same however it is asked for. */
export const chanceOf = (seed: number, place: number): number =>
  uniformAt(streamKey(seed, hashName('generate')), place);

/**
 * One of these by its probability, raised to 1 / temperature; then cut to the `topK` likeliest, then to those that reach `topP`
 * (Holtzman et al. 2020), in this order as in Hugging Face's `generate`. `at` is uniform in [0, 1).
 */
export function drawn(probabilities: ArrayLike<number>, { temperature, topK, topP }: Drawing, at: number): number {
  let likeliest = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[likeliest]!) likeliest = i;
  if (!(temperature > 0)) return likeliest;
  const most = probabilities[likeliest]!;
  const weights = Float64Array.from(probabilities, (p) => (p / most) ** (1 / temperature));
  // the likeliest first, the earlier of equal ones
  const order = kept(weights, topK, topP);
  let left = at * order.reduce((sum, i) => sum + weights[i]!, 0);
  for (const i of order) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return order.at(-1)!;
}

/** Those that may be drawn. */
function kept(weights: Float64Array, topK: number, topP: number): readonly number[] {
  const all = Array.from(weights, (_, i) => i).filter((i) => weights[i]! > 0);
  const cuts = (topK > 0 && topK < all.length) || topP < 1;
  if (!cuts) return all;
  const order = all.sort((a, b) => weights[b]! - weights[a]! || a - b).slice(0, topK > 0 ? topK : all.length);
  const whole = order.reduce((sum, i) => sum + weights[i]!, 0);
  let sum = 0;
  const end = order.findIndex((i) => (sum += weights[i]!) >= topP * whole);
  return topP < 1 && end >= 0 ? order.slice(0, end + 1) : order;
}
