/** What a column of text is like, as far as some of its rows show: how long its texts are, and how many words they have in common. */
import type { Split } from '../splits.ts';
import { applyTransforms } from '../transformed.ts';
import { readText } from './chain.ts';
import { textsOf } from './ragged.ts';
import { Counts, RESERVED } from './vocabulary.ts';
import { wordsOf } from './words.ts';

export interface TextMeasure {
  readonly column: string;
  /** Words that a network is to read, and the share of the texts that have more. */
  readonly length: number;
  readonly longer: number;
  /** Different words that a network is to know, the reserved ones among them. */
  readonly vocabulary: number;
}

/** Rows that are looked at, evenly among all. */
const ROWS = 20_000;
const CHUNK = 1000;
/** So many texts of a hundred are read whole, up to so many words. */
const WHOLE = 0.95;
const MOST_WORDS = 256;
/** Lengths are multiples of it. */
const STEP = 16;
const MOST_KNOWN = 10_000;
/** Before the step that numbers the words. */
const PREPARED = readText().slice(0, 2);

export function measureTexts(column: string, { table, rows: all }: Split): TextMeasure {
  const total = all.length;
  const count = Math.min(total, ROWS);
  const counts = new Counts();
  const lengths: number[] = [];
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Int32Array.from(
      { length: Math.min(CHUNK, count - start) },
      (_, i) => all[Math.floor(((start + i) * total) / count)]!,
    );
    for (const text of textsOf(applyTransforms(PREPARED, [], table.read(column, rows)))) {
      const words = wordsOf(text);
      lengths.push(words.length);
      counts.add(words);
    }
  }
  lengths.sort((a, b) => a - b);
  const usual = lengths[Math.ceil(lengths.length * WHOLE) - 1] ?? 1;
  const length = Math.min(MOST_WORDS, Math.max(STEP, Math.ceil(usual / STEP) * STEP));
  return {
    column,
    length,
    longer: lengths.filter((one) => one > length).length / Math.max(1, lengths.length),
    vocabulary: Math.min(MOST_KNOWN, counts.most(MOST_KNOWN, 2).length + RESERVED.length + 1),
  };
}
