import { problem, UserError } from '../../problems.ts';
import { int, path } from '../../settings.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { decodeText, encoding } from '../language/decode.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** Stands for every character that is too rare for the vocabulary. */
const RARE = '\uFFFD';
/** Share of the text, its end, that is kept for testing. */
const TESTED = 0.1;

export const text = defineDataset({
  id: 'text',
  title: 'Text',
  doc:
    'A text, character by character, cut into pieces of one length: the column "next" has the characters that follow ' +
    'those of "tokens", one place on. Melville’s Moby-Dick comes with the program; or any text file of your own. The ' +
    'last tenth is kept for testing.',
  settings: {
    file: path({
      label: 'File',
      default: '',
      doc: 'A text file; left empty, Moby-Dick.',
      blank: { value: '', text: 'Moby-Dick' },
      extensions: ['txt', 'md', 'text'],
    }),
    length: int({ label: 'Length', default: 64, min: 1, doc: 'Characters of a piece.' }),
    vocabulary: int({
      label: 'Vocabulary',
      default: 96,
      min: 2,
      doc: 'Different characters, the most frequent ones; the first stands for all others.',
    }),
    encoding,
  },
  async open(files, { file, length, vocabulary, encoding: wanted }) {
    const bytes = await (file === '' ? files.shipped('moby-dick.txt') : files.read(file));
    const { text: characters, encoding, lost } = decodeText(bytes, wanted);
    const name = verbatim(file);
    const notes = [
      ...(encoding !== 'utf-8' && wanted === 'auto'
        ? [phrase('files-in-encoding', { count: 1, encoding: verbatim(encoding), files: name })]
        : []),
      ...(lost > 0 ? [phrase('files-not-in-encoding', { count: 1, files: name })] : []),
    ];
    const classes = [RARE, ...mostFrequent(characters, vocabulary - 1)];
    const numbers = new Map(classes.map((character, i) => [character, i]));
    const tokens = numbered(characters, numbers);
    const columns: readonly Column[] = ['tokens', 'next'].map((name) => ({
      name,
      kind: 'tokens',
      shape: [length],
      dtype: 'int32',
      classes,
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
    return { columns, train, ...(test.rows > 0 && { test }), notes };
  },
});

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
