/**
 * Byte pairs (Sennrich, Haddow and Birch 2016; over bytes as in GPT-2, Radford et al. 2019): the pair of neighbours that is there most
 * often becomes one token, again and again. Of pairs that are as frequent the one with the lowest numbers is first, as in Python's
 * `tokenizers`, so that the same texts give the same tokens everywhere.
 */
import { piecesOf } from './words.ts';
import { RESERVED } from './vocabulary.ts';

/** What was learned: tokens in the order of their numbers, bytes written as GPT-2 writes them, and the pairs, two numbers each. */
export interface BytePairs {
  readonly tokens: readonly string[];
  readonly merges: readonly number[];
}

/** A visible character for each byte: what prints is itself, the others are those from U+0100 on. */
const BYTE_LETTERS: readonly string[] = (() => {
  const prints = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(prints(byte) ? byte : next++));
})();
/** The bytes by the order of their letters: what their numbers follow. */
const BYTE_ORDER = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => BYTE_LETTERS[a]!.codePointAt(0)! - BYTE_LETTERS[b]!.codePointAt(0)!,
);
const NUMBER_OF_BYTE = Array.from({ length: 256 }, (_, byte) => RESERVED.length + BYTE_ORDER.indexOf(byte));
const BYTE_OF_LETTER = new Map(BYTE_LETTERS.map((letter, byte) => [letter, byte]));
/** Tokens that there are before any pair is merged. */
export const LEAST_BYTE_PAIRS = RESERVED.length + 256;

const UTF8 = new TextEncoder();
const bytesOfPiece = (piece: string): number[] => Array.from(UTF8.encode(piece), (byte) => NUMBER_OF_BYTE[byte]!);
/** A pair as one number. */
const PAIR_SIDE = 2 ** 24;
const pairKey = (a: number, b: number): number => a * PAIR_SIDE + b;

interface PieceOfTokens {
  readonly count: number;
  numbers: number[];
}
interface PairCount {
  readonly count: number;
  readonly key: number;
}
const isBefore = (a: PairCount, b: PairCount): boolean => a.count > b.count || (a.count === b.count && a.key < b.key);

/** `pieces`: how often each piece of the texts is there. Merges until there are `most` tokens, or no pair is there `least` times. */
export function learnBytePairs(pieces: ReadonlyMap<string, number>, most: number, least: number): BytePairs {
  const tokens = [...RESERVED, ...BYTE_ORDER.map((byte) => BYTE_LETTERS[byte]!)];
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const words: PieceOfTokens[] = [...pieces].map(([piece, count]) => ({ count, numbers: bytesOfPiece(piece) }));
  const pairs = new PairCounts(words);
  const merges: number[] = [];
  while (tokens.length < most) {
    const best = pairs.best();
    if (!best || best.count < Math.max(1, least)) break;
    const [a, b] = [Math.floor(best.key / PAIR_SIDE), best.key % PAIR_SIDE];
    const token = tokens[a]! + tokens[b]!;
    // two pairs may spell the same
    let number = numbers.get(token);
    if (number === undefined) {
      number = tokens.push(token) - 1;
      numbers.set(token, number);
    }
    merges.push(a, b);
    pairs.putTogether(best.key, a, b, number);
  }
  return { tokens, merges };
}

/** How often each pair of neighbours is there, and in which words; the most frequent on top of a heap. */
class PairCounts {
  readonly #words: readonly PieceOfTokens[];
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<number>>();
  readonly #heap: PairCount[] = [];

  constructor(words: readonly PieceOfTokens[]) {
    this.#words = words;
    words.forEach((_, at) => this.#count(at, 1));
    for (const [key, count] of this.#counts) this.#push({ key, count });
  }

  /** Counts that went down stand in the heap as they were: they are put right when they come up. */
  best(): PairCount | undefined {
    for (let top = this.#pop(); top; top = this.#pop()) {
      const count = this.#counts.get(top.key) ?? 0;
      if (count === top.count) return top;
      if (count > 0 && count < top.count) this.#push({ key: top.key, count });
    }
    return undefined;
  }

  putTogether(key: number, a: number, b: number, number: number): void {
    const places = [...this.#places.get(key)!];
    this.#places.delete(key);
    const grown = new Set<number>();
    for (const at of places) {
      const word = this.#words[at]!;
      this.#count(at, -1);
      word.numbers = withPair(word.numbers, a, b, number);
      for (const one of this.#count(at, 1)) grown.add(one);
    }
    this.#counts.delete(key);
    for (const one of grown) this.#push({ key: one, count: this.#counts.get(one)! });
  }

  /** Takes a word's pairs in, or out again; gives their keys. */
  #count(at: number, sign: 1 | -1): number[] {
    const { count, numbers } = this.#words[at]!;
    const keys: number[] = [];
    for (let i = 1; i < numbers.length; i++) {
      const key = pairKey(numbers[i - 1]!, numbers[i]!);
      keys.push(key);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + sign * count);
      if (sign === -1) continue;
      const places = this.#places.get(key);
      if (places) places.add(at);
      else this.#places.set(key, new Set([at]));
    }
    return keys;
  }

  #push(entry: PairCount): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): PairCount | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

/** With every pair of the two, from the left on, as one. */
function withPair(numbers: readonly number[], a: number, b: number, number: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const isPair = numbers[i] === a && i + 1 < numbers.length && numbers[i + 1] === b;
    out.push(isPair ? number : numbers[i]!);
    if (isPair) i++;
  }
  return out;
}

/** Pieces whose tokens are remembered. */
const MOST_REMEMBERED = 100_000;

/** The tokens of texts, by what was learned. */
export function bytePairEncoder({ tokens, merges }: BytePairs): (text: string) => number[] {
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const ranks = new Map<number, readonly [rank: number, number: number]>();
  for (let i = 0; i < merges.length; i += 2) {
    const [a, b] = [merges[i]!, merges[i + 1]!];
    ranks.set(pairKey(a, b), [i, numbers.get(tokens[a]! + tokens[b]!)!]);
  }
  const known = new Map<string, readonly number[]>();
  const encode = (piece: string): readonly number[] => {
    let found = bytesOfPiece(piece);
    for (;;) {
      let best: { rank: number; at: number; number: number } | undefined;
      for (let i = 1; i < found.length; i++) {
        const rule = ranks.get(pairKey(found[i - 1]!, found[i]!));
        if (rule && (!best || rule[0] < best.rank)) best = { rank: rule[0], at: i, number: rule[1] };
      }
      if (!best) return found;
      found = withPair(found, found[best.at - 1]!, found[best.at]!, best.number);
    }
  };
  return (text) => {
    const out: number[] = [];
    for (const piece of piecesOf(text)) {
      let found = known.get(piece);
      if (!found) {
        found = encode(piece);
        if (known.size >= MOST_REMEMBERED) known.clear();
        known.set(piece, found);
      }
      for (const number of found) out.push(number);
    }
    return out;
  };
}

/** A token as people read it: of a character that is not whole a sign for that. */
export function readableToken(token: string): string {
  const bytes = Array.from(token, (letter) => BYTE_OF_LETTER.get(letter));
  return bytes.includes(undefined) ? token : new TextDecoder().decode(Uint8Array.from(bytes as number[]));
}
