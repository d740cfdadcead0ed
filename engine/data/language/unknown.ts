/** What of texts is in no vocabulary. */
import type { Choice } from '../../graph/document.ts';
import { resolveSettings } from '../../settings.ts';
import type { TransformFit } from '../define.ts';
import { tokenize } from '../transforms/tokenize.ts';
import { applyTransforms } from '../transformed.ts';
import { encoderOf, type Way } from './encoder.ts';
import { type Texts, textsOf } from './ragged.ts';

export interface UnknownTokens {
  readonly tokens: number;
  readonly unknown: number;
}

/** Counted in all the rows; undefined where they are not cut into tokens, or no token is unknown to the tokenizer. */
export function unknownTokens(
  transforms: readonly Choice[],
  fits: readonly TransformFit[],
  rows: Texts,
): UnknownTokens | undefined {
  const at = transforms.findIndex(({ type }) => type === tokenize.id);
  if (at < 0) return undefined;
  const { by } = resolveSettings(tokenize.settings, transforms[at]!.settings).settings as { readonly by: Way };
  const encoder = encoderOf(by, fits[at] ?? {});
  if (encoder.unknown === undefined) return undefined;
  let [tokens, unknown] = [0, 0];
  for (const text of textsOf(applyTransforms(transforms.slice(0, at), fits, rows)))
    for (const token of Array.from(encoder.encode(text))) {
      tokens++;
      if (token === encoder.unknown) unknown++;
    }
  return { tokens, unknown };
}
