import type { Phrase } from '../../phrases.ts';
import { path } from '../../settings.ts';
import { defineDataset } from '../define.ts';
import { type Archive, readNpy, readNpz } from '../formats/npy.ts';
import type { RawArray } from '../table.ts';
import { type Arrays, openArrays, readWith } from './files.ts';

const file = (label: string, doc: string, extensions = ['npy']) => path({ label, default: '', doc, extensions });

/** Without test files. */
const SHARE = { value: '', text: 'a share of the rows' };

export const numpy = defineDataset({
  id: 'numpy',
  title: 'NumPy arrays',
  doc: 'Arrays saved by NumPy: one .npz archive, or .npy files of inputs and targets. Rows lie along the first axis, channels before height and width.',
  source: {
    title: 'NumPy: the npy format',
    url: 'https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html',
  },
  settings: {
    inputs: file(
      'Inputs',
      'An .npz archive whose arrays become columns (x_train and x_test become the column x), or an .npy file.',
      ['npz', 'npy'],
    ),
    targets: file('Targets', 'The .npy file of the targets; not needed for an archive.'),
    testInputs: {
      ...file('Test inputs', 'Rows to test on; left empty, a share of the rows is kept for testing.'),
      blank: SHARE,
    },
    testTargets: { ...file('Test targets', 'Their targets.'), blank: SHARE },
  },
  required: ['inputs'],
  async open(files, { inputs, targets, testInputs, testTargets }) {
    if (inputs.endsWith('.npz')) {
      const { train, test } = partsOf(await readWith(files, inputs, readNpz));
      return openArrays({ ...train, file: inputs }, { ...test, file: inputs });
    }
    const read = async (chosen: Readonly<Record<string, string>>): Promise<Arrays> => {
      const arrays = new Map<string, RawArray>();
      for (const [name, file] of Object.entries(chosen))
        if (file) arrays.set(name, await readWith(files, file, readNpy));
      return { arrays, aside: new Map() };
    };
    const input = await readWith(files, inputs, readNpy);
    const { arrays } = await read({ target: targets });
    return openArrays(
      { arrays: new Map([['input', input], ...arrays]), aside: new Map(), file: inputs },
      { ...(await read({ input: testInputs, target: testTargets })), file: testInputs || testTargets },
    );
  },
});

/** `x_train` and `xtrain` are the training part of x; what is called neither is an array of its own, to train on. */
const PARTS = [
  [/^(.+)_train$/, /^(.+)_test$/],
  [/^(.+)train$/, /^(.+)test$/],
] as const;

interface Place {
  readonly column: string;
  readonly part: 'train' | 'test';
}

/** Where each array of an archive belongs. */
function placesOf(names: ReadonlySet<string>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [train, test] of PARTS)
    for (const name of names) {
      const part = train.test(name) ? 'train' : 'test';
      const column = (part === 'train' ? train : test).exec(name)?.[1];
      // without an underscore it may be a word that only ends so: "strain"
      const isWord =
        train === PARTS[1][0] && !names.has(name.replace(/train$|test$/, part === 'train' ? 'test' : 'train'));
      if (column !== undefined && !isWord && !places.has(name)) places.set(name, { column, part });
    }
  return new Map([...names].map((name) => [name, places.get(name) ?? { column: name, part: 'train' }]));
}

/** The columns' arrays for training and for testing. No two arrays become one: where they would, they keep their own names. */
function partsOf({ arrays, aside }: Archive): Record<Place['part'], Arrays> {
  const places = placesOf(new Set([...arrays.keys(), ...aside.keys()]));
  const claims = new Map<string, number>();
  for (const { column, part } of places.values())
    claims.set(`${part} ${column}`, (claims.get(`${part} ${column}`) ?? 0) + 1);
  const isClaimedTwice = (column: string) =>
    ['train', 'test'].some((part) => (claims.get(`${part} ${column}`) ?? 0) > 1);
  const empty = () => ({
    arrays: new Map<string, RawArray>(),
    aside: new Map<string, Phrase>(),
    names: new Map<string, string>(),
  });
  const parts = { train: empty(), test: empty() };
  for (const [name, { column, part }] of places) {
    // the parts x_train and x_test are then the column "x_train"
    const own = isClaimedTwice(column) ? name.replace(/test$/, 'train') : column;
    const array = arrays.get(name);
    parts[part].names.set(own, name);
    if (array) parts[part].arrays.set(own, array);
    else parts[part].aside.set(own, aside.get(name)!);
  }
  return parts;
}
