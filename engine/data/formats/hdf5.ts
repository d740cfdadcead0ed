/** HDF5, and MATLAB's files of version 7.3, which are HDF5: its arrays by their paths, and the notes on them. Nothing else knows the library. */
import type { Dataset, File, Group, Metadata, ready } from 'h5wasm';
import type { ByteSource } from '../../files/fileSystem.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import type { RawArray } from '../table.ts';
import { matArray, matShape } from './mat.ts';
import type { Archive } from './npy.ts';
import { exactly, type Numbers, type StoredNumbers } from './numbers.ts';

/** Filters that the library has within it; what another one packed it gives as wrong numbers. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);
const [WHOLE, FLOAT, NAMED] = [0, 1, 8];
/** Groups in groups; arrays; all that is in groups, which may lead round in a circle. */
const [DEEPEST, MOST_ARRAYS, MOST_ENTRIES] = [16, 10_000, 30_000];
/** Bytes of one array, and of all. */
const [MOST_BYTES, MOST_ALTOGETHER] = [2 ** 30, 2 ** 31];

/** Bytes that are read of an array at a time: the library's memory never shrinks again. */
const SLAB = 1 << 20;

/** A text, several, or anything else (undefined) that stands beside a group or an array. */
export type Note = string | readonly string[] | undefined;

/** Numbers of a file, which are read when they are asked for. */
export interface StoredArray {
  readonly shape: readonly number[];
  /** Read anew each time: they are whoever's asks. Throws a `Refusal` where they cannot be read. */
  numbers(): Numbers;
}

export interface Hdf5 {
  /** By their paths, and why others are none of numbers. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
  readonly aside: ReadonlyMap<string, Phrase>;
  /** Texts beside groups and arrays, by path, that of the file itself being ''. */
  readonly notes: ReadonlyMap<string, Readonly<Record<string, Note>>>;
}

/** How such a file begins. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);

type Library = Awaited<typeof ready>;

/** What is used of the library's own files, which are Emscripten's. */
interface Place {
  usedBytes: number;
  stream_ops: Readonly<Record<string, unknown>>;
}
interface FileTable {
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): Place;
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}
/** Its number for what cannot be read. */
const EIO = 29;

let files = 0;
/**
 * Gives what a file holds to `use`, until which ends it is read where it lies. The library sees this file and nothing else of the machine:
 * a link that leads out of it leads nowhere. Throws a `Refusal` where it is no such file.
 */
export async function withHdf5<T>(source: ByteSource, use: (hdf5: Hdf5) => Promise<T>): Promise<T> {
  const { default: h5wasm } = await import('h5wasm');
  const library = await h5wasm.ready;
  // else what went wrong is only printed, and the numbers are whatever lay there
  library.activate_throwing_error_handler();
  const FS = library.FS as unknown as FileTable;
  const name = `${++files}.h5`;
  const place = FS.createFile('/', name, {}, true, false);
  place.usedBytes = source.size;
  place.stream_ops = {
    ...place.stream_ops,
    read(_: unknown, memory: Uint8Array, offset: number, length: number, from: number) {
      let count = 0;
      try {
        count = source.read(new Uint8Array(memory.buffer, offset, length), from);
      } catch {
        throw new FS.ErrnoError(EIO);
      }
      // the library takes what is missing for zeros
      if (count < Math.min(length, source.size - from)) throw new FS.ErrnoError(EIO);
      if (isBrokenHeap(source, from, new Uint8Array(memory.buffer, offset, count))) throw new FS.ErrnoError(EIO);
      return count;
    },
  };
  const opened: File[] = [];
  try {
    return await use(
      readable(() => {
        opened.push(new h5wasm.File(`/${name}`, 'r'));
        return everythingOf(library, opened[0]!);
      }),
    );
  } finally {
    try {
      for (const file of opened) file.close();
    } catch {
      // a damaged file has nothing to close
    }
    FS.unlink(`/${name}`);
  }
}

/** How a collection of the global heap begins, in which texts lie: its name and version. */
const HEAP = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
/** Bytes before the objects of a collection, and before the text of one; and of a whole collection. */
const [HEAP_HEADER, MOST_HEAP] = [16, 2 ** 27];

/**
 * Whether a heap begins where the library reads whose objects do not lie one behind the other: it would go round for ever there, over
 * one without a length. (HDF5 file format 3.0, III.E; lengths have 64 bits, as every writer has them.)
 */
function isBrokenHeap(source: ByteSource, from: number, read: Uint8Array): boolean {
  if (read.length < HEAP_HEADER || !HEAP.every((byte, i) => read[i] === byte)) return false;
  const size = Number(new DataView(read.buffer, read.byteOffset).getBigUint64(8, true));
  if (size > MOST_HEAP || from + size > source.size) return true;
  const heap = new Uint8Array(size);
  source.read(heap, from);
  const view = new DataView(heap.buffer);
  for (let at = HEAP_HEADER; at + HEAP_HEADER <= size; ) {
    const [index, length] = [view.getUint16(at, true), Number(view.getBigUint64(at + 8, true))];
    // what is left over has its own header within its length
    const taken = index === 0 ? length : HEAP_HEADER + 8 * Math.ceil(length / 8);
    if (taken < HEAP_HEADER || at + taken > size) return true;
    at += taken;
  }
  return false;
}

/** Every array of a file at once, by its path. Throws a `Refusal` where it is no such file. */
export const readHdf5 = (source: ByteSource): Promise<Archive> =>
  withHdf5(source, async (hdf5) => {
    const [arrays, aside] = [new Map<string, RawArray>(), new Map(hdf5.aside)];
    for (const [path, array] of hdf5.arrays)
      try {
        arrays.set(path, { shape: array.shape, data: array.numbers() });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        aside.set(path, error.reason as Phrase);
      }
    return { arrays, aside };
  });

/** What the library does with the file. Throws a `Refusal` where it cannot. */
function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(phrase('hdf5-damaged'));
  }
}

function everythingOf(library: Library, file: File): Hdf5 {
  const isMatlab = file.keys().some((name) => {
    const entry = file.get(name);
    return entry !== null && 'attrs' in entry && 'MATLAB_class' in entry.attrs;
  });
  const none = { arrays: new Map(), aside: new Map(), notes: new Map() };
  const all: Taken = { ...none, library, isMatlab, read: { bytes: 0, entries: 0 } };
  all.notes.set('', notesOf(file));
  take(file, '', all, 0);
  return all;
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
  readonly arrays: Map<string, StoredArray>;
  readonly aside: Map<string, Phrase>;
  readonly notes: Map<string, Readonly<Record<string, Note>>>;
  readonly library: Library;
  readonly isMatlab: boolean;
  /** Bytes of numbers, and what is in groups, so far. */
  readonly read: { bytes: number; entries: number };
}

function take(group: Group, path: string, all: Taken, depth: number): void {
  for (const name of group.keys()) {
    // MATLAB keeps what cells hold apart
    if (all.isMatlab && name.startsWith('#')) continue;
    if (all.arrays.size + all.aside.size >= MOST_ARRAYS)
      throw new Refusal(phrase('too-many-members', { count: MOST_ARRAYS, most: MOST_ARRAYS }));
    if (++all.read.entries > MOST_ENTRIES)
      throw new Refusal(phrase('too-many-members', { count: MOST_ENTRIES, most: MOST_ENTRIES }));
    const entry = group.get(name);
    const full = path === '' ? name : `${path}/${name}`;
    if (entry && 'keys' in entry) {
      const notes = notesOf(entry as Group);
      if (Object.keys(notes).length > 0) all.notes.set(full, notes);
      if (depth < DEEPEST) take(entry as Group, full, all, depth + 1);
    } else if (entry && 'metadata' in entry) {
      const array = arrayOf(entry as Dataset, all);
      if ('text' in array) all.aside.set(full, array);
      else all.arrays.set(full, array);
    }
  }
}

function arrayOf(dataset: Dataset, { library, isMatlab, read }: Taken): StoredArray | Phrase {
  const { type, size, shape, enum_type } = dataset.metadata;
  const isNumber = type === WHOLE || type === FLOAT || (type === NAMED && enum_type?.type === WHOLE);
  const stranger = dataset.filters.find(({ id }) => !FILTERS.has(id));
  if (stranger) return phrase('hdf5-filter', { name: verbatim(stranger.name || String(stranger.id)) });
  if (type === FLOAT && size !== 4 && size !== 8) return phrase('hdf5-float', { bits: 8 * size });
  if (!isNumber || !shape) return phrase('hdf5-no-numbers');
  const kind = isMatlab ? matlabClass(dataset) : '';
  if (kind === 'char') return phrase('mat-holds-text');
  const bytes = sizeOf(shape) * size;
  const large = phrase('array-too-large', { size: Math.round(bytes / 2 ** 20), most: MOST_BYTES >> 20 });
  if (bytes > MOST_BYTES) return large;
  const stored = () => {
    read.bytes += bytes;
    if (read.bytes > MOST_ALTOGETHER) throw new Refusal(large);
    return readable(() => numbersOf(library, dataset, size));
  };
  if (!isMatlab) return { shape, numbers: () => exactly(stored(), shape) };
  // dimensions come in the other order than MATLAB has them
  const turned = shape.toReversed();
  return {
    shape: matShape(turned),
    numbers() {
      const array = matArray(stored(), turned, kind === 'logical');
      if ('text' in array) throw new Refusal(array);
      return array.data;
    },
  };
}

/** Arrays of elements of so many bytes. */
const SIGNED = { 1: Int8Array, 2: Int16Array, 4: Int32Array, 8: BigInt64Array };
const UNSIGNED = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array };
const FLOATS = { 4: Float32Array, 8: Float64Array };

/** The numbers of an array whose elements have so many bytes; of a long one a part at a time, of which there is no second copy. */
function numbersOf(library: Library, dataset: Dataset, size: number): StoredNumbers {
  const { type, signed, shape, chunks } = dataset.metadata as Metadata & { shape: number[] };
  const types: Readonly<Record<number, new (length: number) => StoredNumbers>> =
    type === FLOAT ? FLOATS : signed ? SIGNED : UNSIGNED;
  const axis = shape.findIndex((length) => length > 1);
  const rowBytes = sizeOf(shape.slice(axis + 1)) * size;
  // what is packed is unpacked once
  const step = chunks?.[axis] ?? 1;
  const rows = Math.max(1, Math.floor(SLAB / (rowBytes * step))) * step;
  if (axis < 0 || rows >= shape[axis]! || !types[size]) return numbersIn(dataset.value);
  const all = new types[size](sizeOf(shape));
  const bytes = new Uint8Array(all.buffer);
  const room = library._malloc(rows * rowBytes);
  if (room === 0) throw new Refusal(phrase('hdf5-damaged'));
  try {
    for (let from = 0; from < shape[axis]!; from += rows) {
      const count = Math.min(rows, shape[axis]! - from);
      const [counts, starts] = [shape.with(axis, count), shape.map((_, i) => (i === axis ? from : 0))];
      const strides = shape.map(() => 1n);
      const { file_id, path } = dataset;
      library.get_dataset_data(file_id, path, counts.map(BigInt), starts.map(BigInt), strides, BigInt(room));
      bytes.set(library.HEAPU8.subarray(room, room + count * rowBytes), from * rowBytes);
    }
  } finally {
    library._free(room);
  }
  return all;
}

const numbersIn = (value: unknown): StoredNumbers =>
  ArrayBuffer.isView(value) ? (value as StoredNumbers) : Float64Array.of(Number(value));

function matlabClass({ attrs }: Dataset): string {
  const found = attrs.MATLAB_class?.value;
  return typeof found === 'string' ? found : '';
}
