/**
 * Rows of unequal length: texts, and the tokens that they become. The tensor's own numbers say how long each row is; what stands in the
 * rows goes along beside them, until it is padded to one length.
 */
import type { Tensor } from '../../types/tensor.ts';

/** A text for each row; its numbers are the characters of each. */
export interface Texts extends Tensor<'int32'> {
  readonly texts: readonly string[];
}
/** Tokens by their numbers for each row; its numbers are how many each has. */
export interface TokenRows extends Tensor<'int32'> {
  readonly tokens: readonly Int32Array[];
}

export const textsTensor = (texts: readonly string[]): Texts => ({
  dtype: 'int32',
  shape: [texts.length],
  data: Int32Array.from(texts, codePointsIn),
  texts,
});

export const tokensTensor = (tokens: readonly Int32Array[]): TokenRows => ({
  dtype: 'int32',
  shape: [tokens.length],
  data: Int32Array.from(tokens, (row) => row.length),
  tokens,
});

/** Code points: a pair of surrogates is one. */
function codePointsIn(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}

export const hasTexts = (batch: Tensor): batch is Texts => 'texts' in batch;
export const hasTokens = (batch: Tensor): batch is TokenRows => 'tokens' in batch;

/** What a transform of texts is given: another transform's column was checked before. */
export function textsOf(batch: Tensor): readonly string[] {
  if (!hasTexts(batch)) throw new Error('internal: no texts');
  return batch.texts;
}
export function tokensOfRows(batch: Tensor): readonly Int32Array[] {
  if (!hasTokens(batch)) throw new Error('internal: no tokens');
  return batch.tokens;
}

/** Row `i` of a batch by itself, without the axis of rows; a text stays one. */
export function rowOf(batch: Tensor, i = 0): Tensor {
  const { dtype, shape, data } = batch;
  const size = data.length / Math.max(1, shape[0]!);
  return {
    dtype,
    shape: shape.slice(1),
    data: data.slice(i * size, (i + 1) * size),
    ...(hasTexts(batch) && { texts: [batch.texts[i]!] }),
  } as Tensor;
}

/** A copy whose numbers may be changed. */
export const copied = (batch: Tensor): Tensor => ({ ...batch, data: batch.data.slice() }) as Tensor;
