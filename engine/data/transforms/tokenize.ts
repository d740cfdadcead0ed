import { problem, UserError } from '../../problems.ts';
import { choice, int, path } from '../../settings.ts';
import type { Tensor } from '../../types/tensor.ts';
import { defineTransform, type TransformFit } from '../define.ts';
import { LEAST_BYTE_PAIRS, learnBytePairs } from '../language/bytePairs.ts';
import { encoderOf, fileEncoder, WAYS, type Way } from '../language/encoder.ts';
import { textsOf, tokensTensor } from '../language/ragged.ts';
import { Counts, RESERVED } from '../language/vocabulary.ts';
import { charactersOf, piecesOf, wordsOf } from '../language/words.ts';
import { named, phrase, verbatim } from '../../phrases.ts';

const CUTS = { word: wordsOf, character: charactersOf, bytePair: piecesOf } as const;

export const tokenize = defineTransform({
  id: 'tokenize',
  title: 'Tokenize',
  doc:
    'Cuts texts into words, characters or pairs of bytes that are often together, and gives each its number. What there is is learned ' +
    'from the training rows: the most frequent ones up to the size of the vocabulary. Number 0 is kept for filling up, number 1 stands ' +
    'for all that is not in the vocabulary. A tokenizer.json of Hugging Face brings a vocabulary of its own.',
  settings: {
    by: choice(WAYS, {
      label: 'Tokens',
      default: 'word',
      doc: 'What a token is. Of writing without spaces each character is a word.',
      names: { word: 'Words', character: 'Characters', bytePair: 'Byte pairs', file: 'A tokenizer.json' },
    }),
    vocabulary: int({
      label: 'Vocabulary',
      default: 5000,
      min: RESERVED.length + 1,
      max: 1_000_000,
      doc: 'Different tokens at most, the two reserved ones among them; of byte pairs there are 258 at least.',
      unless: { by: ['file'] },
    }),
    least: int({
      label: 'Least often',
      default: 2,
      min: 1,
      doc: 'How often a token must be in the training rows to have a number.',
      unless: { by: ['file'] },
    }),
    file: path({
      label: 'File',
      default: '',
      doc: 'A tokenizer.json; it is kept with the model.',
      extensions: ['json'],
      when: { by: ['file'] },
    }),
  },
  column: ({ name, kind }, { by, file }) => {
    if (kind !== 'text') return { expected: phrase('texts'), received: named(`columns.${kind}`, kind) };
    if (by === 'file' && file === '') return { expected: phrase('a-tokenizer-file'), received: phrase('none') };
    return { name, kind: 'tokens', shape: [], dtype: 'int32', ragged: {} };
  },
  async load(files, { by, file }): Promise<TransformFit | undefined> {
    if (by !== 'file') return undefined;
    const json = new TextDecoder().decode(await files.read(file));
    try {
      const { size } = fileEncoder(json);
      return { json, size };
    } catch (error) {
      const reason = phrase('no-tokenizer', { why: verbatim((error as Error).message.split('\n')[0]!) });
      throw new UserError(problem('dataset-damaged', { file: verbatim(file), reason }));
    }
  },
  fit(batches, { by, vocabulary, least }): TransformFit {
    const cut = CUTS[by as Exclude<Way, 'file'>];
    const counts = new Counts();
    let [parts, texts] = [0, 0];
    for (const batch of batches)
      for (const text of textsOf(batch)) {
        const found = cut(text);
        parts += found.length;
        texts++;
        counts.add(found);
      }
    if (by === 'bytePair') {
      const { tokens, merges } = learnBytePairs(counts.all, Math.max(vocabulary, LEAST_BYTE_PAIRS), least);
      return { tokens, merges };
    }
    const tokens = counts.most(vocabulary - RESERVED.length, least);
    const known = tokens.reduce((sum, token) => sum + counts.all.get(token)!, 0);
    return { tokens: [...RESERVED, ...tokens], unknown: parts - known, parts, texts };
  },
  remark(column, { by }, { unknown, parts, tokens }) {
    const [lost, all] = [Number(unknown ?? 0), Number(parts ?? 0)];
    if (lost === 0) return undefined;
    const values = {
      column: verbatim(column),
      share: verbatim(((100 * lost) / all).toFixed(1)),
      count: (tokens as readonly string[]).length - RESERVED.length,
    };
    return phrase(by === 'character' ? 'characters-unknown' : 'words-unknown', values);
  },
  apply(batch: Tensor, { by }, fit) {
    const { encode } = encoderOf(by, fit);
    return tokensTensor(textsOf(batch).map((text) => Int32Array.from(encode(text))));
  },
});
