/**
 * MATLAB's files of version 5 (https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf): elements with a tag each, packed or not.
 * Arrays of numbers are read, sparse ones filled out, those in structs by their path; all else is left aside with its reason.
 */
import { inflateSync } from 'fflate';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import type { RawArray } from '../table.ts';
import { rowByRow } from './columnOrder.ts';
import { bitsOf, type ElementType, numbersOf } from './elements.ts';
import type { Archive } from './npy.ts';
import { exactly, type Numbers, type StoredNumbers } from './numbers.ts';
import { startOf, stopAtBomb } from './zip.ts';

const HEADER = 128;
const [MATRIX, PACKED] = [14, 15];
const NUMBERS: Readonly<Record<number, ElementType>> = {
  1: 'I8',
  2: 'U8',
  3: 'I16',
  4: 'U16',
  5: 'I32',
  6: 'U32',
  7: 'F32',
  9: 'F64',
  12: 'I64',
  13: 'U64',
};
const [CELL, STRUCT, OBJECT, TEXT, SPARSE, DOUBLE, SINGLE, LAST_WHOLE] = [1, 2, 3, 4, 5, 6, 7, 15];
const COMPLEX = 0x0800;
const LOGICAL = 0x0200;
const MOST_AXES = 32;
/** Structs in structs. */
const DEEPEST = 8;
/** Numbers of a sparse array that is filled out. */
const MOST_FILLED = 1 << 26;
/** Classes that a vector of whole numbers may stand for: MATLAB knows no whole numbers unless it is told. */
const MOST_CLASSES = 1000;

/** Whether the bytes begin as a file of version 7.3, which is HDF5 behind them. */
export const isHdf5Mat = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(0, 10)) === 'MATLAB 7.3';

interface Element {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Throws a `Refusal` where the bytes are not such a file. */
export function readMat(bytes: Uint8Array): Archive {
  const mark = bytes.length >= HEADER ? String.fromCharCode(bytes[126]!, bytes[127]!) : '';
  if (mark !== 'IM' && mark !== 'MI') throw new Refusal(phrase(isVersion4(bytes) ? 'mat-version-4' : 'not-mat'));
  const reader = new MatReader(mark === 'MI');
  for (const element of reader.elements(bytes.subarray(HEADER)))
    reader.take(element.type === PACKED ? reader.unpacked(element.bytes) : element);
  return { arrays: reader.arrays, aside: reader.aside };
}

/** A file of version 4 begins with a type of digits, sizes and no text. */
function isVersion4(bytes: Uint8Array): boolean {
  if (bytes.length < 20) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [type, imaginary] = [view.getUint32(0, true), view.getUint32(12, true)];
  return type <= 4052 && type % 10 <= 2 && imaginary <= 1;
}

class MatReader {
  readonly arrays = new Map<string, RawArray>();
  readonly aside = new Map<string, Phrase>();
  readonly #big: boolean;

  constructor(big: boolean) {
    this.#big = big;
  }

  /** One behind the other. Each begins on 8 bytes, unless it is packed. */
  *elements(bytes: Uint8Array): Generator<Element> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.length; ) {
      const word = view.getUint32(at, !this.#big);
      // a short one has its size in the upper half of its type
      const short = word >>> 16;
      const [type, size, start] =
        short > 0 ? [word & 0xffff, short, at + 4] : [word, view.getUint32(at + 4, !this.#big), at + 8];
      if ((short > 4 && short > 0) || start + size > bytes.length) throw new Refusal(phrase('mat-damaged'));
      yield { type, bytes: bytes.subarray(start, start + size) };
      at = short > 0 ? at + 8 : type === PACKED ? start + size : start + Math.ceil(size / 8) * 8;
    }
  }

  /** What zlib packed: one element, whose tag says how much it is. */
  unpacked(packed: Uint8Array): Element {
    const tag = startOf({ deflated: true, packed: packed.subarray(2), size: 8 }, 8);
    if (tag.length < 8) throw new Refusal(phrase('mat-damaged'));
    const size = 8 + new DataView(tag.buffer, tag.byteOffset, 8).getUint32(4, !this.#big);
    stopAtBomb(size, packed.length);
    let whole: Uint8Array;
    try {
      whole = inflateSync(packed.subarray(2), { out: new Uint8Array(size) });
    } catch {
      throw new Refusal(phrase('mat-damaged'));
    }
    const [only] = this.elements(whole);
    if (!only || whole.length !== size) throw new Refusal(phrase('mat-damaged'));
    return only;
  }

  /** An array that the file names. Throws a `Refusal` where two have one name. */
  take({ type, bytes }: Element): void {
    if (type !== MATRIX) return;
    const parts = [...this.elements(bytes)];
    // what is no variable, such as MATLAB's own notes, has no name
    const name = new TextDecoder().decode(parts[2]?.bytes ?? new Uint8Array());
    if (name !== '') this.#takeNamed(name, parts, 0);
  }

  #takeNamed(name: string, parts: readonly Element[], depth: number): void {
    if (this.arrays.has(name) || this.aside.has(name))
      throw new Refusal(phrase('arrays-of-one-name', { name: verbatim(name) }));
    const [flags, dimensions, , ...content] = parts;
    const [word = 0] = this.#numbers(flags);
    const shape = Array.from(this.#numbers(dimensions), Number);
    const kind = Number(word) & 0xff;
    if (shape.length < 2 || shape.length > MOST_AXES || shape.some((size) => size < 0))
      throw new Refusal(phrase('mat-damaged'));
    if (kind === STRUCT && sizeOf(shape) === 1) this.#takeFields(name, content, depth);
    else {
      const array = kind === SPARSE ? this.#sparse(shape, content) : this.#full(kind, Number(word), shape, content);
      if ('text' in array) this.aside.set(name, array);
      else this.arrays.set(name, array);
    }
  }

  /** The fields of a struct, by the path to them. */
  #takeFields(name: string, [length, names, ...values]: readonly Element[], depth: number): void {
    const width = Number(this.#numbers(length)[0] ?? 0);
    if (!names || width < 1 || depth >= DEEPEST) throw new Refusal(phrase('mat-damaged'));
    const text = new TextDecoder();
    values.forEach(({ type, bytes }, i) => {
      const [field = ''] = text.decode(names.bytes.subarray(i * width, (i + 1) * width)).split('\0');
      if (type !== MATRIX || field === '') throw new Refusal(phrase('mat-damaged'));
      if (bytes.length > 0) this.#takeNamed(`${name}.${field}`, [...this.elements(bytes)], depth + 1);
    });
  }

  #full(kind: number, flags: number, shape: readonly number[], [real]: readonly Element[]): RawArray | Phrase {
    if (kind === CELL) return phrase('mat-holds-cells');
    if (kind === STRUCT || kind === OBJECT) return phrase('mat-holds-structs');
    if (kind === TEXT) return phrase('mat-holds-text');
    if (kind < DOUBLE || kind > LAST_WHOLE) return phrase('mat-holds-unknown', { kind });
    if (flags & COMPLEX) return phrase('mat-holds-complex');
    const numbers = this.#numbers(real);
    if (numbers.length !== sizeOf(shape)) throw new Refusal(phrase('mat-damaged'));
    return matArray(ofKind(numbers, kind), shape, (flags & LOGICAL) !== 0);
  }

  /** Filled out: rows, then where each column begins among them, then the numbers that are there. */
  #sparse(shape: readonly number[], [places, begins, real, imaginary]: readonly Element[]): RawArray | Phrase {
    if (imaginary) return phrase('mat-holds-complex');
    const size = sizeOf(shape);
    if (size > MOST_FILLED) return phrase('sparse-too-large', { size });
    const [rows, starts, numbers] = [places, begins, real].map((part) => Array.from(this.#numbers(part), Number)) as [
      number[],
      number[],
      number[],
    ];
    const [height, width] = shape as [number, number];
    const out = new Float64Array(size);
    for (let column = 0; column < width; column++)
      for (let i = starts[column] ?? 0; i < (starts[column + 1] ?? 0); i++) {
        const [row, value] = [rows[i], numbers[i]];
        if (row === undefined || value === undefined || row < 0 || row >= height)
          throw new Refusal(phrase('mat-damaged'));
        out[row + column * height] = value;
      }
    return matArray(out, shape);
  }

  /** The numbers of an element. MATLAB stores small whole numbers in fewer bytes than they have. */
  #numbers(element: Element | undefined): StoredNumbers {
    const type = NUMBERS[element?.type ?? 0];
    if (!element || !type || (element.bytes.length * 8) % bitsOf(type) !== 0) throw new Refusal(phrase('mat-damaged'));
    return numbersOf(type, element.bytes, this.#big)!;
  }
}

/** As floats where MATLAB has them as such. */
function ofKind(numbers: StoredNumbers, kind: number): StoredNumbers {
  if (kind === DOUBLE && !(numbers instanceof Float64Array)) return Float64Array.from<number | bigint>(numbers, Number);
  return kind === SINGLE && !(numbers instanceof Float32Array)
    ? Float32Array.from<number | bigint>(numbers, Number)
    : numbers;
}

const isVector = (shape: readonly number[]): boolean =>
  shape.length === 2 && (shape[0] === 1 || shape[1] === 1) && sizeOf(shape) > 1;

/** What `matArray` makes of a shape. */
export const matShape = (shape: readonly number[]): number[] => (isVector(shape) ? [sizeOf(shape)] : [...shape]);

/**
 * Numbers that lie column by column as rows. What has one axis that counts is a vector; few different whole numbers in one are classes.
 * `isLogical`: they are yes and no. A reason where no number here holds one of them exactly.
 */
export function matArray(numbers: StoredNumbers, shape: readonly number[], isLogical = false): RawArray | Phrase {
  const own = matShape(shape);
  const ordered = isVector(shape) ? numbers : rowByRow(numbers, shape);
  try {
    const data: Numbers = exactly(ordered, own);
    return { shape: own, data: isLogical || (isVector(shape) && areClasses(data)) ? Int32Array.from(data) : data };
  } catch (error) {
    if (error instanceof Refusal) return error.reason as Phrase;
    throw error;
  }
}

const areClasses = (numbers: Numbers): boolean =>
  numbers.every((value: number) => Number.isInteger(value) && value >= 0 && value < MOST_CLASSES);
