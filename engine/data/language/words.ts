/** What a text is cut into before its parts have numbers. */

/** Scripts that put no spaces between words: each of their characters stands for itself. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}_])`;
/** A word with what is joined to it by an apostrophe or a hyphen; else a single sign that is no space. */
const WORD = new RegExp(`[${UNSPACED}]|${LETTER}+(?:['’-]${LETTER}+)*|[^\\s\\p{L}\\p{M}\\p{N}_]`, 'gu');

export const wordsOf = (text: string): readonly string[] => text.match(WORD) ?? [];

/** Where each word begins. */
export function wordStarts(text: string): Int32Array {
  const starts = new Int32Array(text.length);
  let count = 0;
  for (const { index } of text.matchAll(WORD)) starts[count++] = index;
  return starts.subarray(0, count);
}

/** Where each character begins: one for each code point. */
export function characterStarts(text: string): Int32Array {
  const starts = new Int32Array(text.length);
  let [count, at] = [0, 0];
  for (const character of text) {
    starts[count++] = at;
    at += character.length;
  }
  return starts.subarray(0, count);
}

const UNSPACED_SIGN = new RegExp(`^[${UNSPACED}]`, 'u');
/** Words with spaces where writing has them: none before closing signs, behind opening ones, and beside unspaced scripts. */
export function textOfWords(words: readonly string[]): string {
  let text = '';
  words.forEach((word, i) => {
    const [before = ''] = words.slice(i - 1, i);
    const close =
      i === 0 ||
      /^[.,;:!?)\]}’”»%…。，；：！？）】》]/u.test(word) ||
      /[([{‘“«（【《]$/u.test(before) ||
      (UNSPACED_SIGN.test(word) && UNSPACED_SIGN.test(before));
    text += close ? word : ` ${word}`;
  });
  return text;
}
/** One for each code point. */
export const charactersOf = (text: string): readonly string[] => Array.from(text);

/** As GPT-2 cuts texts before pairs of bytes are merged: a space belongs to the word behind it. */
const PIECE =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
export const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? [];

/** Every run of so many words up to `most`, the words between spaces: "the", "the film". */
export function runsOf(words: readonly string[], most: number): readonly string[] {
  const runs = [...words];
  for (let length = 2; length <= most; length++)
    for (let start = 0; start + length <= words.length; start++)
      runs.push(words.slice(start, start + length).join(' '));
  return runs;
}
