/** HDF5, and MATLAB's files of version 7.3, which are HDF5: its arrays by their paths, and the notes on them. Nothing else knows the library. */
import type { Dataset, File, Group } from 'h5wasm';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import type { RawArray } from '../table.ts';
import { matArray } from './mat.ts';
import type { Archive } from './npy.ts';
import { exactly, type StoredNumbers } from './numbers.ts';

/** Filters that the library has within it; what another one packed it gives as wrong numbers. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);
const [WHOLE, FLOAT, NAMED] = [0, 1, 8];
/** Groups in groups, and arrays. */
const [DEEPEST, MOST_ARRAYS] = [16, 10_000];
/** Bytes of one array, and of all. */
const [MOST_BYTES, MOST_ALTOGETHER] = [2 ** 30, 2 ** 31];

/** A text, several, or anything else (undefined) that stands beside a group or an array. */
export type Note = string | readonly string[] | undefined;

export interface Hdf5 extends Archive {
  /** Texts beside groups and arrays, by path, that of the file itself being ''. */
  readonly notes: ReadonlyMap<string, Readonly<Record<string, Note>>>;
}

/** The two builds of the library: one reads files of this machine, the other those of a memory of its own. */
interface Library {
  readonly default: {
    readonly ready: Promise<{ activate_throwing_error_handler(): unknown }>;
    readonly File: new (path: string, mode: 'r') => File;
  };
}

/** Everything of a file that the library can see under this path. Throws a `Refusal` where it is no such file. */
export async function everythingOf({ default: h5wasm }: Library, path: string): Promise<Hdf5> {
  // else what went wrong is only printed, and the numbers are whatever lay there
  (await h5wasm.ready).activate_throwing_error_handler();
  let opened: File | undefined;
  try {
    opened = new h5wasm.File(path, 'r');
    const isMatlab = opened.keys().some((name) => {
      const entry = opened!.get(name);
      return entry !== null && 'attrs' in entry && 'MATLAB_class' in entry.attrs;
    });
    const all = {
      arrays: new Map<string, RawArray>(),
      aside: new Map<string, Phrase>(),
      notes: new Map<string, Readonly<Record<string, Note>>>(),
    };
    all.notes.set('', notesOf(opened));
    take(opened, '', isMatlab, all, { bytes: 0 }, 0);
    return all;
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

/** How such a file begins. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);

let files = 0;
/**
 * Everything of a file in memory, which the library keeps apart from the machine's files: a link that leads out of it leads nowhere.
 * Throws a `Refusal` where the bytes are no such file.
 */
export async function readHdf5Bytes(bytes: Uint8Array): Promise<Hdf5> {
  if (!isHdf5(bytes)) throw new Refusal(phrase('hdf5-damaged'));
  const library = await import('h5wasm');
  const { FS } = await library.default.ready;
  const path = `/${++files}.h5`;
  FS.writeFile(path, bytes, { canOwn: true } as never);
  try {
    return await everythingOf(library, path);
  } finally {
    FS.unlink(path);
  }
}

function notesOf(entry: Group | Dataset): Readonly<Record<string, Note>> {
  const notes: Record<string, Note> = {};
  for (const [name, { value }] of Object.entries(entry.attrs)) {
    const isText = typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
    notes[name] = isText ? (value as string | string[]) : undefined;
  }
  return notes;
}

interface Taken {
  readonly arrays: Map<string, RawArray>;
  readonly aside: Map<string, Phrase>;
  readonly notes: Map<string, Readonly<Record<string, Note>>>;
}

function take(
  group: Group,
  path: string,
  isMatlab: boolean,
  archive: Taken,
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
      const notes = notesOf(entry as Group);
      if (Object.keys(notes).length > 0) archive.notes.set(full, notes);
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
