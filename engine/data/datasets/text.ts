import { problem, UserError } from '../../problems.ts';
import { choice, int, path } from '../../settings.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { decodeText, encoding } from '../language/decode.ts';
import { learnTokenizer, readTokenizer, tokenizerOf } from '../language/tokenizer.ts';
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
    'testing; what tokens there are is learned of the rest.',
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
  async open(files, { file, by, tokenizer: chosen, length, vocabulary, encoding: wanted }, { tokenizer: given } = {}) {
    const bytes = await (file === '' ? files.shipped('moby-dick.txt') : files.read(file));
    const { text: characters, encoding, lost } = decodeText(bytes, wanted);
    const name = verbatim(file);
    const notes = [
      ...(encoding !== 'utf-8' && wanted === 'auto'
        ? [phrase('files-in-encoding', { count: 1, encoding: verbatim(encoding), files: name })]
        : []),
      ...(lost > 0 ? [phrase('files-not-in-encoding', { count: 1, files: name })] : []),
    ];
    const learned = characters.slice(0, Math.floor(characters.length * (1 - TESTED)));
    const tokenizer =
      given ??
      (by === 'file'
        ? await readTokenizer(files, chosen)
        : learnTokenizer(by, by === 'character' ? characters : learned, vocabulary));
    const { encode, size, nameOf } = tokenizerOf(tokenizer);
    const tokens = encode(characters);
    const classes = Array.from({ length: size }, (_, token) => nameOf(token));
    const columns: readonly Column[] = ['tokens', 'next'].map((name) => ({
      name,
      kind: 'tokens',
      shape: [length],
      dtype: 'int32',
      classes,
      ...(tokenizer.by !== 'word' && { joined: true as const }),
    }));
    const cut = Math.floor(tokens.length * (1 - TESTED));
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
