/** Text as a network reads and writes it: tokens of a column, by their numbers. */
import type { Column } from '../../../engine/data/define.ts';
import { textOfWords } from '../../../engine/data/language/words.ts';
import { isOfCharacters } from '../../../engine/data/unit.ts';

/** A token so that it can be seen: what is no ink is a sign, but for a space between words. */
export const visible = (token: string): string =>
  token
    .replaceAll(/(?<!\S) | (?!\S)/g, '␣')
    .replaceAll('\n', '⏎')
    .replaceAll('\t', '⇥')
    .replaceAll('\r', '␍');

/** What is typed, as tokens; `unknown` are those that the column has no number for, and are left out. */
export function tokensIn(
  text: string,
  column: Column,
): { readonly tokens: readonly number[]; readonly unknown: readonly string[] } {
  const words = isOfCharacters(column) ? Array.from(text) : text.split(/\s+/).filter((word) => word !== '');
  const numbers = new Map(column.classes?.map((token, i) => [token, i]));
  const found = words.map((word) => ({ word, number: numbers.get(word) ?? numbers.get(word.toLowerCase()) }));
  return {
    tokens: found.flatMap(({ number }) => number ?? []),
    unknown: [...new Set(found.flatMap(({ word, number }) => (number === undefined ? [word] : [])))],
  };
}

/** Tokens that hold their spaces side by side, words with spaces where writing has them, numbers with spaces. */
export function textOf(tokens: readonly number[], column: Column): string {
  const parts = tokens.map((token) => column.classes?.[token] ?? String(token));
  return column.joined || isOfCharacters(column)
    ? parts.join('')
    : column.classes
      ? textOfWords(parts)
      : parts.join(' ');
}

/** A row of so many tokens, the last ones where there are more; filled up behind with number 0. */
export const rowOf = (tokens: readonly number[], length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => tokens.slice(-length)[i] ?? 0);

/** Without what fills it up behind. */
export function trimmed(data: ArrayLike<number>): readonly number[] {
  const tokens = Array.from(data);
  return tokens.slice(0, tokens.findLastIndex((token) => token !== 0) + 1);
}
