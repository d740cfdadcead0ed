/** Monte Carlo arithmetic (Parker 1997): how much of a result is rounding. */
import { streamKey, uniformAt } from '../../engine/ir/random.ts';

/**
 * Rounds to float32 at random, up or down, whichever is nearer likelier. Rounding to nearest is one draw of this and can be a
 * lucky one: five equal errors that cancel to exactly 0. Equal numbers are rounded alike, as everywhere, so that ties stay ties.
 */
export function randomRounding(seed: number): (x: number) => number {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  return (x) => {
    if (Math.fround(x) === x) return x;
    double[0] = x;
    const share = uniformAt(streamKey(seed, words[0]!), words[1]!) - 0.5;
    return Math.fround(x + share * Math.abs(x) * 2 ** -23);
  };
}
