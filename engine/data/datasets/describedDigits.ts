import { hashName, streamKey, uniformAt } from '../../ir/random.ts';
import { boolean, int } from '../../settings.ts';
import { type Column, defineDataset, type Table } from '../define.ts';
import { mnist } from './mnist.ts';

const NAMES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
/** Where the name of the digit stands. */
const NAME = '…';
/** What may be said of a digit; the first is CLIP’s own wording of a class. */
const WORDINGS = [
  'a photo of the digit …',
  'a picture of a handwritten …',
  'the number …',
  '…',
  'a … written by hand',
  'this is the digit …',
].map((wording) => wording.split(' '));

const [START, END] = ['<start>', '<end>'];
/** Number 0 stands behind what is shorter than the rest. The end has the highest number, by which CLIP finds it. */
export const DESCRIBING_WORDS: readonly string[] = [
  '_',
  START,
  ...new Set(WORDINGS.flat().filter((word) => word !== NAME)),
  ...NAMES,
  END,
];
const LONGEST = Math.max(...WORDINGS.map((wording) => wording.length)) + 2;

/** A text as numbers: its start, its words and its end. */
const numbered = (words: readonly string[]): readonly number[] =>
  [START, ...words, END].map((word) => DESCRIBING_WORDS.indexOf(word));
/** By wording, then by digit. */
const TEXTS = WORDINGS.map((wording) =>
  NAMES.map((name) => numbered(wording.map((word) => (word === NAME ? name : word)))),
);

export const describedDigits = defineDataset({
  id: 'described-digits',
  title: 'Digits with words',
  doc:
    'The MNIST digits, each with a text that says what it is: "a photo of the digit seven". "tokens" are the words of ' +
    'the text between a start and an end, "label" the digit itself.',
  source: {
    title: 'Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision',
    url: 'https://arxiv.org/abs/2103.00020',
  },
  settings: {
    length: int({
      label: 'Length',
      default: LONGEST,
      min: LONGEST,
      max: 1000,
      doc: 'Tokens of a text; shorter ones end in "_".',
    }),
    varied: boolean({
      label: 'Varied',
      default: true,
      doc: `Texts are worded in ${WORDINGS.length} ways; else each is "a photo of the digit …".`,
    }),
    seed: int({ label: 'Seed', default: 0, min: 0, doc: 'Of the wordings.', when: { varied: [true] } }),
  },
  async open(files, { length, varied, seed }) {
    const digits = await mnist.open(files, {});
    const columns: readonly Column[] = [
      ...digits.columns,
      { name: 'tokens', kind: 'tokens', shape: [length], dtype: 'int32', classes: DESCRIBING_WORDS },
    ];
    const described = (table: Table, part: string): Table => {
      const key = streamKey(seed, hashName(part));
      const wordingOf = (row: number) => (varied ? Math.floor(uniformAt(key, row) * WORDINGS.length) : 0);
      return {
        rows: table.rows,
        read(name, indices, into) {
          if (name !== 'tokens') return table.read(name, indices, into);
          const data = (into ?? new Int32Array(indices.length * length)) as Int32Array;
          const { data: labels } = table.read('label', indices);
          data.fill(0);
          for (let i = 0; i < indices.length; i++) data.set(TEXTS[wordingOf(indices[i]!)]![labels[i]!]!, i * length);
          return { dtype: 'int32', shape: [indices.length, length], data };
        },
        ...(table.bytes && { bytes: (name) => (name === 'tokens' ? undefined : table.bytes!(name)) }),
      };
    };
    return { columns, train: described(digits.train, 'train'), test: described(digits.test!, 'test') };
  },
});
