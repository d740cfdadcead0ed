/** Files that are none of data at all, as downloads that went wrong leave them. */
import { type PlainPhraseId, phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

const SIGNS: readonly (readonly [RegExp, PlainPhraseId])[] = [
  [/^\s*<(!doctype html|html|head|body|\?xml|!--)/i, 'is-web-page'],
  [/^version https:\/\/git-lfs/, 'is-large-file-pointer'],
];

/** Throws a `Refusal` where the bytes are nothing, a web page, or Git's note of where a large file lies. */
export function stopAtMistaken(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Refusal(phrase('is-empty'));
  const start = new TextDecoder().decode(bytes.subarray(0, 200));
  const sign = SIGNS.find(([pattern]) => pattern.test(start));
  if (sign) throw new Refusal(phrase(sign[1]));
}
