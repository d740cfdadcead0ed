/** What a weights file holds: safetensors with what the data's transforms learned in the metadata. A checkpoint's tensors are such a file too. */
import { readPytorch } from '../data/formats/pytorch.ts';
import { readMetadata, readSafetensors, safetensorsParts } from '../data/formats/safetensors.ts';
import type { Fits } from '../data/pipeline.ts';
import type { Tensor } from '../types/tensor.ts';

export interface Weights {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly fits?: Fits;
  /** Those that are written with 16 bits. */
  readonly half?: ReadonlySet<string>;
}

/** A weights file in parts, which are written one after the other: a copy of everything would double what it takes. */
export const encodeWeights = ({ tensors, fits, half }: Weights): Uint8Array[] =>
  safetensorsParts(tensors, fits && { fits: JSON.stringify(fits) }, half);

/**
 * A zip file, or a pickle that says that it is no longer read. Safetensors begin with the length of their header, which may be any
 * number, also one whose bytes are those; only they have the header's "{" at the ninth place.
 */
export const isPytorch = (bytes: Uint8Array): boolean =>
  ((bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0x80) && bytes[8] !== 0x7b;

/** Safetensors, or what PyTorch saved. Throws an `Error` that says what is wrong with the bytes. */
export function decodeWeights(bytes: Uint8Array): Weights {
  if (isPytorch(bytes)) return { tensors: readPytorch(bytes) };
  const { fits } = readMetadata(bytes);
  return { tensors: readSafetensors(bytes), ...(fits !== undefined && { fits: JSON.parse(fits) as Fits }) };
}
