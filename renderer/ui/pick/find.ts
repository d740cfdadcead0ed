/** Finding things by what a person calls them: the palette's layers, and everything in the search. */
import { isNearly } from './typos.ts';

/** The words by which something is found, the nearest first. */
export interface Names {
  readonly title: string;
  /** Other names: an id, keywords, the title in another language. */
  readonly others?: string;
  /** What else is said of it. */
  readonly about?: string;
}

/** Whether a word of a thing's begins as the word that was typed. */
type Begins = (part: string, word: string) => boolean;

/** How well something answers the query: smaller is better; undefined where some word of it is nowhere. */
function rank({ title, others = '', about = '' }: Names, words: readonly string[], begins: Begins): number | undefined {
  const [heading, names, rest] = [title.toLowerCase(), others.toLowerCase(), about.toLowerCase()];
  let sum = 0;
  for (const word of words) {
    const starts = (text: string) => text.split(/[^\p{L}\p{N}]+/u).some((part) => begins(part, word));
    const points = heading.startsWith(word)
      ? 0
      : starts(heading)
        ? 1
        : heading.includes(word)
          ? 2
          : starts(names)
            ? 3
            : names.includes(word)
              ? 4
              : starts(rest)
                ? 6
                : undefined;
    if (points === undefined) return undefined;
    sum += points;
  }
  return sum;
}

export interface Found<T> {
  readonly item: T;
  /** Smaller is better. */
  readonly points: number;
}

/** What answers the query, the best first; equal ones keep their order, and without a query so do all. What is called so nearly counts where nothing is. */
export function find<T>(query: string, items: readonly T[], namesOf: (item: T) => Names): readonly Found<T>[] {
  // "conv2d" is how programmers write "Conv 2D"
  const words = query
    .toLowerCase()
    .replace(/([a-z])(\d)/g, '$1 $2')
    .split(/\s+/)
    .filter(Boolean);
  const ranked = (begins: Begins) =>
    items
      .flatMap((item) => {
        const points = rank(namesOf(item), words, begins);
        return points === undefined ? [] : [{ item, points }];
      })
      .sort((a, b) => a.points - b.points);
  const found = ranked((part, word) => part.startsWith(word));
  return found.length > 0 ? found : ranked(isNearly);
}
