/** From a text to the numbers of its tokens, by what was learned of the training rows or stands in a tokenizer's file. */
import { Tokenizer } from '@huggingface/tokenizers';
import type { TransformFit } from '../define.ts';
import { type BytePairs, bytePairEncoder, readableToken } from './bytePairs.ts';
import { UNKNOWN } from './vocabulary.ts';
import { charactersOf, textOfWords, wordsOf } from './words.ts';

/** How a text is cut into tokens. */
export const WAYS = ['word', 'character', 'bytePair', 'file'] as const;
export type Way = (typeof WAYS)[number];

export interface Encoder {
  encode(text: string): ArrayLike<number>;
  /** A token as people read it. */
  nameOf(token: number): string;
  /** Tokens as a text again; a character that is not whole yet is U+FFFD. */
  textOf(tokens: readonly number[]): string;
  /** The number of what is in no vocabulary; none where every text can be written. */
  readonly unknown: number | undefined;
  /** Different tokens that there are. */
  readonly size: number;
}

const ENCODERS = new WeakMap<TransformFit, Encoder>();

/** Made once for what was learned. */
export function encoderOf(way: Way, fit: TransformFit): Encoder {
  let encoder = ENCODERS.get(fit);
  if (!encoder) {
    encoder = encoderFrom(way, fit);
    ENCODERS.set(fit, encoder);
  }
  return encoder;
}

function encoderFrom(way: Way, fit: TransformFit): Encoder {
  if (way === 'file') return fileEncoder(String(fit.json));
  const tokens = fit.tokens as readonly string[];
  if (way === 'bytePair') {
    const encode = bytePairEncoder(fit as unknown as BytePairs);
    const nameOf = (token: number) => readableToken(tokens[token] ?? String(token));
    const textOf = (given: readonly number[]) => readableToken(given.map((token) => tokens[token] ?? '').join(''));
    return { encode, nameOf, textOf, unknown: undefined, size: tokens.length };
  }
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const cut = way === 'word' ? wordsOf : charactersOf;
  return {
    encode: (text) => Int32Array.from(cut(text), (part) => numbers.get(part) ?? UNKNOWN.number),
    nameOf: (token) => tokens[token] ?? String(token),
    textOf: (given) => (way === 'word' ? textOfWords : unspaced)(given.map((token) => tokens[token] ?? '')),
    unknown: UNKNOWN.number,
    size: tokens.length,
  };
}

const unspaced = (parts: readonly string[]): string => parts.join('');

/** Throws where the text is no tokenizer's. */
export function fileEncoder(json: string): Encoder {
  const tokenizer = new Tokenizer(JSON.parse(json) as object, {});
  const model = (JSON.parse(json) as { readonly model?: { readonly unk_token?: string | null } }).model;
  const unknown = typeof model?.unk_token === 'string' ? tokenizer.token_to_id(model.unk_token) : undefined;
  return {
    // of what it does not know it may give no number at all
    encode: (text) => tokenizer.encode(text).ids.flatMap((token?: number) => token ?? unknown ?? []),
    nameOf: (token) => readableToken(tokenizer.id_to_token(token) ?? String(token)),
    textOf: (tokens) => tokenizer.decode([...tokens]),
    unknown,
    size: tokenizer.get_vocab(true).size,
  };
}
