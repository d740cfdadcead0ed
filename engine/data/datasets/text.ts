import { problem, UserError } from '../../problems.ts';
import { choice, int, path } from '../../settings.ts';
import { type Column, type Cutting, defineDataset, type Table } from '../define.ts';
import { decodeText, encoding } from '../language/decode.ts';
import { learnTokenizer, readTokenizer, tokenizerOf } from '../language/tokenizer.ts';
import { characterStarts, wordStarts } from '../language/words.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** Share of the text, its end, that is kept for testing. */
const TESTED = 0.1;

export const text = defineDataset({
  id: 'text',
  title: 'Text',
  doc:
    'A text as tokens (characters, words or byte pairs), cut into pieces of one length: Melville’s Moby-Dick, or a ' +
    'file of your own.',
  more:
    'The column "next" has the tokens that follow those of "tokens", one place on. The last tenth is kept for ' +
    'testing. What characters or words there are is learned of the training rows; byte pairs, of all but the last tenth.',
  learnsTokens: true,
  settings: {
    file: path({
      label: 'File',
      default: '',
      doc: 'A text file; left empty, Moby-Dick.',
      blank: { value: '', text: 'Moby-Dick' },
      extensions: ['txt', 'md', 'text'],
    }),
    by: choice(['character', 'word', 'bytePair', 'file'], {
      label: 'Tokens',
      default: 'character',
      doc: 'What a token is. A tokenizer.json of Hugging Face brings a vocabulary of its own.',
      names: { character: 'Characters', word: 'Words', bytePair: 'Byte pairs', file: 'A tokenizer.json' },
    }),
    tokenizer: path({
      label: 'Tokenizer',
      default: '',
      doc: 'A tokenizer.json; it is kept with the model.',
      extensions: ['json'],
      when: { by: ['file'] },
    }),
    length: int({ label: 'Length', default: 64, min: 1, doc: 'Tokens of a piece.' }),
    vocabulary: int({
      label: 'Vocabulary',
      default: 96,
      min: 2,
      doc: 'Different tokens, the most frequent ones; one of them stands for all others. Of byte pairs there are 258 at least.',
      unless: { by: ['file'] },
    }),
    encoding,
  },
  async open(
    files,
    { file, by, tokenizer: chosen, length, vocabulary, encoding: wanted },
    { tokenizer: given, training } = {},
  ) {
    const bytes = await (file === '' ? files.shipped('moby-dick.txt') : files.read(file));
    const { text: characters, encoding, lost } = decodeText(bytes, wanted);
    const name = verbatim(file);
    const notes = [
      ...(encoding !== 'utf-8' && wanted === 'auto'
        ? [phrase('files-in-encoding', { count: 1, encoding: verbatim(encoding), files: name })]
        : []),
      ...(lost > 0 ? [phrase('files-not-in-encoding', { count: 1, files: name })] : []),
    ];
    const tokenizer =
      given ??
      (by === 'file'
        ? await readTokenizer(files, chosen)
        : learnTokenizer(by, learnedOf(characters, { by, length, training }), vocabulary));
    const { encode, size, nameOf } = tokenizerOf(tokenizer);
    const tokens = encode(characters);
    const classes = Array.from({ length: size }, (_, token) => nameOf(token));
    const columns = columnsOf(length).map((column) => ({
      ...column,
      classes,
      ...(tokenizer.by !== 'word' && { joined: true as const }),
    }));
    const cut = cutOf(tokens.length);
    const [train, test] = [pieces(columns, tokens.subarray(0, cut)), pieces(columns, tokens.subarray(cut))];
    if (train.rows === 0)
      throw new UserError(
        problem('dataset-damaged', {
          file: verbatim(file),
          reason: phrase('too-few-characters', { count: tokens.length, length }),
        }),
      );
    return { columns, train, ...(test.rows > 0 && { test }), tokenizer, notes };
  },
});

const columnsOf = (length: number): readonly Column[] =>
  ['tokens', 'next'].map((name) => ({ name, kind: 'tokens', shape: [length], dtype: 'int32' }));

/** Tokens before those that are tested on. */
const cutOf = (tokens: number): number => Math.floor(tokens * (1 - TESTED));

interface Learning extends Pick<Cutting, 'training'> {
  readonly by: 'character' | 'word' | 'bytePair';
  readonly length: number;
}

/**
 * What of a text tokens are learned of: the rows that are learned from. Where one ends is known of characters and words before they have
 * numbers; of byte pairs it follows from what was learned, and all that is not tested on is taken.
 */
function learnedOf(text: string, { by, length, training }: Learning): string {
  if (by === 'bytePair') return text.slice(0, cutOf(text.length));
  const starts = by === 'word' ? wordStarts(text) : characterStarts(text);
  const endOf = (part: number): number => starts[part] ?? text.length;
  const columns = columnsOf(length);
  const rows = Math.max(0, Math.floor((cutOf(starts.length) - 1) / length));
  let numbered: Table | undefined;
  // whatever numbers tell all of them apart: rows may be dealt out by what they hold
  const read: Table['read'] = (...wanted) => {
    numbered ??= pieces(
      columns,
      tokenizerOf(learnTokenizer(by, text, Number.POSITIVE_INFINITY))
        .encode(text)
        .subarray(0, cutOf(starts.length)),
    );
    return numbered.read(...wanted);
  };
  const learned = training?.({ columns, train: { rows, read } }) ?? Int32Array.from({ length: rows }, (_, row) => row);
  const texts = Array.from(learned, (row, i) => {
    // the last of its targets lies in the row behind it
    const isNextLearned = learned[i + 1] === row + 1;
    return text.slice(endOf(row * length), endOf((row + 1) * length + (isNextLearned ? 0 : 1)));
  });
  return texts.join(by === 'word' ? ' ' : '');
}

/** Pieces side by side; the last character of each is followed by the first of the next. */
function pieces(columns: readonly Column[], tokens: Int32Array): Table {
  const length = columns[0]!.shape[0]!;
  return {
    rows: Math.max(0, Math.floor((tokens.length - 1) / length)),
    read(name, indices, into) {
      const data = into ?? new Int32Array(indices.length * length);
      const ahead = name === 'next' ? 1 : 0;
      for (let i = 0; i < indices.length; i++) {
        const start = indices[i]! * length + ahead;
        data.set(tokens.subarray(start, start + length), i * length);
      }
      return { dtype: 'int32', shape: [indices.length, length], data };
    },
  };
}
