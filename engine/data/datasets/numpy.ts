import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { path } from '../../settings.ts';
import { defineDataset, type Files } from '../define.ts';
import { isHdf5Mat, readMat } from '../formats/mat.ts';
import { exactly } from '../formats/numbers.ts';
import { storedSafetensors } from '../formats/safetensors.ts';
import { type Archive, readNpy, readNpz } from '../formats/npy.ts';
import type { RawArray } from '../table.ts';
import { type Arrays, damaged, openArrays, readWith } from './files.ts';

/** Files of arrays, by their endings. */
export const ARRAY_FILES = ['npz', 'npy', 'safetensors', 'mat', 'h5', 'hdf5', 'hdf'];

/** Those that hold several. */
export const ARCHIVE = /\.(npz|safetensors|mat|h5|hdf5|hdf)$/i;

/** The arrays of any file of arrays; that of an .npy has no name of its own. */
export const readArrays = async (files: Files, file: string): Promise<Archive> =>
  ARCHIVE.test(file)
    ? readArchive(files, file)
    : { arrays: new Map([['array', await readWith(files, file, readNpy)]]), aside: new Map() };

/** The arrays of a file of several, by name. Throws a `UserError` that names it. */
export async function readArchive(files: Files, file: string): Promise<Archive> {
  const hdf5 = async (): Promise<Archive> => {
    if (!files.hdf5) throw damaged(file, phrase('no-hdf5-here'));
    return files.hdf5(file);
  };
  if (/\.(h5|hdf5|hdf)$/i.test(file)) return hdf5();
  if (/\.safetensors$/i.test(file)) return readWith(files, file, safetensorsArchive);
  if (!/\.mat$/i.test(file)) return readWith(files, file, readNpz);
  return (await readWith(files, file, (bytes) => (isHdf5Mat(bytes) ? undefined : readMat(bytes)))) ?? hdf5();
}

/** Tensors of types whose numbers are read; the others are left aside. */
function safetensorsArchive(bytes: Uint8Array): Archive {
  const arrays = new Map<string, RawArray>();
  const aside = new Map<string, Phrase>();
  for (const [name, { type, shape, numbers }] of storedSafetensors(bytes)) {
    try {
      if (numbers) arrays.set(name, { shape, data: exactly(numbers, shape) });
      else aside.set(name, phrase('holds-no-numbers', { type: verbatim(type) }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      aside.set(name, error.reason as Phrase);
    }
  }
  return { arrays, aside };
}

const file = (label: string, doc: string, extensions = ['npy']) => path({ label, default: '', doc, extensions });

/** Without test files. */
const SHARE = { value: '', text: 'a share of the rows' };

export const numpy = defineDataset({
  id: 'numpy',
  title: 'Arrays',
  doc:
    'Arrays of numbers: one file of several (NumPy’s .npz, safetensors, MATLAB’s .mat, HDF5), or .npy files of inputs and targets. Rows lie ' +
    'along the first axis, channels before height and width.',
  source: {
    title: 'NumPy: the npy format',
    url: 'https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html',
  },
  settings: {
    inputs: file(
      'Inputs',
      'A file whose arrays become columns (x_train and x_test become the column x), or an .npy file.',
      ARRAY_FILES,
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
    if (ARCHIVE.test(inputs)) {
      const archive = await readArchive(files, inputs);
      const { train, test } = partsOf(archive);
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
