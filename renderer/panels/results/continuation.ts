/**
 * A text that a network goes on with: it is asked what follows, one token is drawn of its answer, and it is asked again with that token
 * behind the others. At each place it sees what stands before it alone, so what fills up the row behind the text does not matter.
 */

export interface Continuation {
  /** The probabilities of what follows each place of a row, one row of numbers behind the other. */
  readonly ask: (row: Int32Array) => Promise<ArrayLike<number>>;
  /** Tokens that it sees at a time. */
  readonly length: number;
  /** 0 always takes the likeliest, 1 draws as the network says, more makes the unlikely likelier. */
  readonly temperature: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The tokens that follow, one after the other, for as long as they are asked for. */
export async function* continued(
  prompt: readonly number[],
  { ask, length, temperature, random }: Continuation,
): AsyncGenerator<number, never> {
  // what follows nothing is asked of a row of nothing
  const text = prompt.length > 0 ? [...prompt] : [0];
  for (;;) {
    const seen = text.slice(-length);
    const answer = await ask(Int32Array.from({ length }, (_, i) => seen[i] ?? 0));
    const classes = answer.length / length;
    const start = (seen.length - 1) * classes;
    const next = drawn(
      Array.from({ length: classes }, (_, i) => answer[start + i]!),
      temperature,
      random(),
    );
    text.push(next);
    yield next;
  }
}

/** One of these by its probability, raised to 1 / temperature. */
export function drawn(probabilities: readonly number[], temperature: number, at: number): number {
  const most = Math.max(...probabilities);
  if (!(temperature > 0)) return probabilities.indexOf(most);
  const weights = probabilities.map((probability) => (probability / most) ** (1 / temperature));
  let left = at * weights.reduce((a, b) => a + b, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return probabilities.indexOf(most);
}
