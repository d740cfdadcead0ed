/** How a text that is learned as one long sequence is cut into tokens: learned of it, or read from a tokenizer's file. */
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Files, TransformFit } from '../define.ts';
import { LEAST_BYTE_PAIRS, learnBytePairs } from './bytePairs.ts';
import { type Encoder, encoderOf, fileEncoder, type Way } from './encoder.ts';
import { Counts, RESERVED } from './vocabulary.ts';
import { piecesOf, wordsOf } from './words.ts';

export interface Tokenizer {
  encode(text: string): Int32Array;
  /** A token as people read it. */
  nameOf(token: number): string;
  /** Tokens as a text again; a character that is not whole yet is U+FFFD. */
  textOf(tokens: readonly number[]): string;
  /** What of a text it has no number for: a few parts, each once. */
  unknownIn(text: string): readonly string[];
  readonly size: number;
  /** Of prompts and answers: what stands behind a prompt. */
  readonly asked?: string;
  /** Of those, whether tokens end an answer. */
  isOver?(tokens: readonly number[]): boolean;
}

/** Stands for every character that is too rare for the vocabulary; its number is 0. */
const RARE = '\uFFFD';

/** Of so many different tokens at most, byte pairs of `LEAST_BYTE_PAIRS` at least. */
export function learnTokenizer(by: Exclude<Way, 'file'>, text: string, vocabulary: number): TransformFit {
  if (by === 'character') return { by, tokens: [RARE, ...mostFrequent(text, vocabulary - 1)] };
  const counts = new Counts();
  counts.add(by === 'word' ? wordsOf(text) : piecesOf(text));
  return by === 'word'
    ? { by, tokens: [...RESERVED, ...counts.most(vocabulary - RESERVED.length, 1)] }
    : { by, ...learnBytePairs(counts.all, Math.max(vocabulary, LEAST_BYTE_PAIRS), 1) };
}

/** A tokenizer.json of Hugging Face. Throws a `UserError` where it is none. */
export async function readTokenizer(files: Files, file: string): Promise<TransformFit> {
  const json = new TextDecoder().decode(await files.read(file));
  try {
    fileEncoder(json);
    return { by: 'file', json };
  } catch (error) {
    const reason = phrase('no-tokenizer', { why: verbatim((error as Error).message.split('\n')[0]!) });
    throw new UserError(problem('dataset-damaged', { file: verbatim(file), reason }));
  }
}

export function tokenizerOf(fit: TransformFit): Tokenizer {
  const plain = plainTokenizer(fit);
  const { asked, ended } = fit;
  if (typeof asked !== 'string' || typeof ended !== 'string') return plain;
  return {
    ...plain,
    asked,
    textOf: (tokens) => plain.textOf(tokens).split(ended)[0]!,
    isOver: (tokens) => plain.textOf(tokens).includes(ended),
  };
}

function plainTokenizer(fit: TransformFit): Tokenizer {
  const by = fit.by as Way;
  if (by === 'character') return characterTokenizer(fit.tokens as readonly string[]);
  const encoder: Encoder = encoderOf(by, fit);
  const encode = (text: string) => Int32Array.from(encoder.encode(text));
  return {
    encode,
    nameOf: encoder.nameOf,
    textOf: encoder.textOf,
    unknownIn: (text) =>
      by === 'word' ? few(wordsOf(text).filter((word) => encoder.encode(word)[0] === encoder.unknown)) : [],
    size: encoder.size,
  };
}

function characterTokenizer(tokens: readonly string[]): Tokenizer {
  const numbers = new Map(tokens.map((character, i) => [character, i]));
  return {
    encode: (text) => numbered(text, numbers),
    nameOf: (token) => tokens[token] ?? String(token),
    textOf: (given) => given.map((token) => tokens[token] ?? '').join(''),
    unknownIn: (text) => few(Array.from(text).filter((character) => !numbers.has(character))),
    size: tokens.length,
  };
}

const MOST_TOLD = 8;
const few = (parts: readonly string[]): readonly string[] => [...new Set(parts)].slice(0, MOST_TOLD);

/** Character by character: a list of them would take two hundred times as much memory as the text. */
function numbered(characters: string, numbers: ReadonlyMap<string, number>): Int32Array {
  const tokens = new Int32Array(characters.length);
  let count = 0;
  for (const character of characters) tokens[count++] = numbers.get(character) ?? 0;
  return tokens.subarray(0, count);
}

/** In the order of Unicode. */
function mostFrequent(characters: string, count: number): string[] {
  const seen = new Map<string, number>();
  for (const character of characters) seen.set(character, (seen.get(character) ?? 0) + 1);
  const before = (a: string, b: string) => (a < b ? -1 : 1);
  return [...seen]
    .sort(([a, p], [b, q]) => q - p || before(a, b))
    .slice(0, count)
    .map(([character]) => character)
    .sort(before);
}
