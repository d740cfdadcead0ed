/** The parts of texts that have numbers of their own: the most frequent ones. */
import { byCodePoints } from '../../types/codePoints.ts';

/** What fills a row up, and what stands for every part that has no number. */
export const PADDING = { token: '<pad>', number: 0 } as const;
export const UNKNOWN = { token: '<unk>', number: 1 } as const;
export const RESERVED: readonly string[] = [PADDING.token, UNKNOWN.token];

/** Parts that are kept while they are counted, at most: beyond, the rarest go, so that a text of endless different parts stays bounded. */
const MOST_COUNTED = 2_000_000;

export class Counts {
  readonly #counts = new Map<string, number>();

  add(parts: Iterable<string>): void {
    const counts = this.#counts;
    for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
    for (let least = 1; counts.size > MOST_COUNTED; least++)
      for (const [part, count] of counts) if (count <= least) counts.delete(part);
  }

  get all(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The most frequent parts that were there so often, those that are as frequent in the order of code points. */
  most(count: number, least: number): string[] {
    return [...this.#counts]
      .filter(([, seen]) => seen >= least)
      .sort(([a, p], [b, q]) => q - p || byCodePoints(a, b))
      .slice(0, Math.max(0, count))
      .map(([part]) => part);
  }
}
