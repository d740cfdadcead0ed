/** What a weights file holds: safetensors with what the data's transforms learned in the metadata. A checkpoint's tensors are such a file too. */
import { storedPytorch } from '../data/formats/pytorch.ts';
import { readMetadata, safetensorsParts, storedSafetensors } from '../data/formats/safetensors.ts';
import { roundedTensorOf } from '../data/formats/stored.ts';
import { type Bytes, sourceOf, within } from '../files/byteSource.ts';
import type { ClassNames, Fits } from '../data/pipeline.ts';
import { phrase } from '../phrases.ts';
import { Refusal } from '../problems.ts';
import type { Shape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';

export interface Weights {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The file's own types of tensors that it has as other than float32, by name: "I64". */
  readonly types?: ReadonlyMap<string, string>;
  /** What else the file has: tensors of types whose numbers are not read. */
  readonly unread?: ReadonlyMap<string, { readonly shape: Shape; readonly type: string }>;
  /** What reads maps laid in a row has the channels of each place together there, as Keras has them. */
  readonly channelsLast?: boolean;
  readonly fits?: Fits;
  /** What the classes of its targets are called, where the data name them. */
  readonly classes?: ClassNames;
  /** Those that are written with 16 bits. */
  readonly half?: ReadonlySet<string>;
}

/** A weights file in parts, which are written one after the other: a copy of everything would double what it takes. */
export function encodeWeights({ tensors, fits, classes, half }: Weights): Uint8Array[] {
  const metadata = {
    ...(fits && { fits: JSON.stringify(fits) }),
    ...(classes && Object.keys(classes).length > 0 && { classes: JSON.stringify(classes) }),
  };
  return safetensorsParts(tensors, Object.keys(metadata).length > 0 ? metadata : undefined, half);
}

/**
 * A zip file, or a pickle that says that it is no longer read. Safetensors begin with the length of their header, which may be any
 * number, also one whose bytes are those; only they have the header's "{" at the ninth place.
 */
export const isPytorch = (bytes: Uint8Array): boolean =>
  ((bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0x80) && bytes[8] !== 0x7b;

/** Safetensors, or what PyTorch saved. Throws a `Refusal` that says what is wrong with the bytes. */
export function decodeWeights(file: Bytes): Weights {
  const fromPytorch = isPytorch(within(file, 0, Math.min(16, sourceOf(file).size)));
  const tensors = new Map<string, Tensor>();
  const types = new Map<string, string>();
  const unread = new Map<string, { readonly shape: Shape; readonly type: string }>();
  for (const [name, stored] of fromPytorch ? storedPytorch(file) : storedSafetensors(file)) {
    const { shape, type } = stored;
    const tensor = roundedTensorOf(stored);
    if (!tensor) unread.set(name, { shape, type });
    else {
      tensors.set(name, tensor);
      if (type !== 'F32') types.set(name, type);
    }
  }
  const { fits, classes } = fromPytorch ? {} : readMetadata(file);
  return {
    tensors,
    types,
    unread,
    ...(fits !== undefined && { fits: parseFits(fits) }),
    ...(classes !== undefined && { classes: parseClasses(classes) }),
  };
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names are for people alone: what another program wrote there refuses nothing. */
function parseClasses(text: string): ClassNames {
  try {
    const classes: unknown = JSON.parse(text);
    const isNames = (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === 'string');
    return isRecord(classes) && Object.values(classes).every(isNames) ? (classes as ClassNames) : {};
  } catch {
    return {};
  }
}

/** Throws a `Refusal` where the text is not what transforms learned. */
function parseFits(text: string): Fits {
  const isPlain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string';
  const isLearned = (value: unknown): boolean => isPlain(value) || (Array.isArray(value) && value.every(isPlain));
  const isFit = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isLearned);
  let fits: unknown;
  try {
    fits = JSON.parse(text);
  } catch {
    // refused below
  }
  if (!isRecord(fits) || !Object.values(fits).every((list) => Array.isArray(list) && list.every(isFit)))
    throw new Refusal(phrase('fits-not-understood'));
  return fits as Fits;
}
