/** HDF5, and MATLAB's files of version 7.3, which are HDF5. Nothing else knows the library. */
import type { Dataset, Group } from 'h5wasm/node';
import { matArray } from '../../data/formats/mat.ts';
import type { Archive } from '../../data/formats/npy.ts';
import { exactly, type StoredNumbers } from '../../data/formats/numbers.ts';
import type { RawArray } from '../../data/table.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';

/** Filters that the library has within it; what another one packed it gives as wrong numbers. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);
const [WHOLE, FLOAT, NAMED] = [0, 1, 8];
/** Groups in groups, and arrays. */
const [DEEPEST, MOST_ARRAYS] = [16, 10_000];
/** Bytes of one array, and of all. */
const [MOST_BYTES, MOST_ALTOGETHER] = [2 ** 30, 2 ** 31];

/** Every array of numbers, by its path. `file`: a path on this machine. Throws a `Refusal` where it is no such file. */
export async function readHdf5(file: string): Promise<Archive> {
  const { default: h5wasm } = await import('h5wasm/node');
  const library = await h5wasm.ready;
  // else what went wrong is only printed, and the numbers are whatever lay there
  library.activate_throwing_error_handler();
  let opened: InstanceType<typeof h5wasm.File> | undefined;
  try {
    opened = new h5wasm.File(file, 'r');
    const isMatlab = opened.keys().some((name) => {
      const entry = opened!.get(name);
      return entry !== null && 'attrs' in entry && 'MATLAB_class' in entry.attrs;
    });
    const archive = { arrays: new Map<string, RawArray>(), aside: new Map<string, Phrase>() };
    take(opened, '', isMatlab, archive, { bytes: 0 }, 0);
    return archive;
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(phrase('hdf5-damaged'));
  } finally {
    try {
      opened?.close();
    } catch {
      // a damaged file has nothing to close
    }
  }
}

function take(
  group: Group,
  path: string,
  isMatlab: boolean,
  archive: { readonly arrays: Map<string, RawArray>; readonly aside: Map<string, Phrase> },
  read: { bytes: number },
  depth: number,
): void {
  for (const name of group.keys()) {
    // MATLAB keeps what cells hold apart
    if (isMatlab && name.startsWith('#')) continue;
    if (archive.arrays.size + archive.aside.size >= MOST_ARRAYS)
      throw new Refusal(phrase('too-many-members', { count: MOST_ARRAYS, most: MOST_ARRAYS }));
    const entry = group.get(name);
    const full = path === '' ? name : `${path}/${name}`;
    if (entry && 'keys' in entry) {
      if (depth < DEEPEST) take(entry as Group, full, isMatlab, archive, read, depth + 1);
    } else if (entry && 'metadata' in entry) {
      const array = arrayOf(entry as Dataset, isMatlab, read);
      if ('text' in array) archive.aside.set(full, array);
      else archive.arrays.set(full, array);
    }
  }
}

function arrayOf(dataset: Dataset, isMatlab: boolean, read: { bytes: number }): RawArray | Phrase {
  const { type, size, shape, enum_type } = dataset.metadata;
  const isNumber = type === WHOLE || type === FLOAT || (type === NAMED && enum_type?.type === WHOLE);
  const stranger = dataset.filters.find(({ id }) => !FILTERS.has(id));
  if (stranger) return phrase('hdf5-filter', { name: verbatim(stranger.name || String(stranger.id)) });
  if (type === FLOAT && size !== 4 && size !== 8) return phrase('hdf5-float', { bits: 8 * size });
  if (!isNumber || !shape) return phrase('hdf5-no-numbers');
  if (isMatlab && matlabClass(dataset) === 'char') return phrase('mat-holds-text');
  const bytes = sizeOf(shape) * size;
  read.bytes += bytes;
  if (bytes > MOST_BYTES || read.bytes > MOST_ALTOGETHER)
    return phrase('array-too-large', { size: Math.round(bytes / 2 ** 20), most: MOST_BYTES >> 20 });
  try {
    const { value } = dataset;
    const numbers = ArrayBuffer.isView(value) ? (value as StoredNumbers) : Float64Array.of(Number(value));
    // dimensions come in the other order than MATLAB has them
    return isMatlab
      ? matArray(numbers, [...shape].reverse(), matlabClass(dataset) === 'logical')
      : { shape, data: exactly(numbers, shape) };
  } catch (error) {
    return error instanceof Refusal ? (error.reason as Phrase) : phrase('hdf5-damaged');
  }
}

function matlabClass({ attrs }: Dataset): string {
  const found = attrs.MATLAB_class?.value;
  return typeof found === 'string' ? found : '';
}
