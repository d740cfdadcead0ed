/**
 * Counter-based random numbers: a number is a hash of (seed, stream, index) and needs no state, so a resumed
 * run, another runtime and another order of evaluation draw the same. The mixer is Chris Wellons' `lowbias32`
 * (https://nullprogram.com/blog/2018/07/31/), which needs only xor, shift and 32-bit multiply; ONNX has all three.
 */
import { atOnce, type Slices } from '../slices.ts';

export const MIX_MULTIPLIERS = [0x7feb352d, 0x846ca68b] as const;
export const MIX_SHIFTS = [16, 15, 16] as const;

/** Mixes 32 bits; a bijection. */
export function mix(x: number): number {
  x ^= x >>> MIX_SHIFTS[0];
  x = Math.imul(x, MIX_MULTIPLIERS[0]);
  x ^= x >>> MIX_SHIFTS[1];
  x = Math.imul(x, MIX_MULTIPLIERS[1]);
  x ^= x >>> MIX_SHIFTS[2];
  return x >>> 0;
}

/** Uniform in [0, 1) with 24 bits, from the key of `streamKey` and an element's index. */
export function uniformAt(key: number, index: number): number {
  return (mix((index + key) >>> 0) >>> 8) / 0x1000000;
}

/** The key of a stream under a seed: mix(mix(seed) xor stream's own mix). */
export function streamKey(seed: number, stream: number): number {
  return mix((mix(seed >>> 0) ^ mix((stream + 0x9e3779b9) >>> 0)) >>> 0);
}

/** A number for a name, so that streams can be called by what they are for (FNV-1a, 32 bits). */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** An unending sequence of uniform numbers of one named stream: `const next = randomStream(7, 'split')`. */
export function randomStream(seed: number, name: string): () => number {
  const key = streamKey(seed, hashName(name));
  let index = 0;
  return () => uniformAt(key, index++);
}

/** Standard normal numbers by Box and Muller (1958), from uniform ones. */
export function normalFrom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** The numbers 0..size-1 in random order (Fisher and Yates). */
export const permutation = (size: number, uniform: () => number): Int32Array => atOnce(permuting(size, uniform));

/** The same in slices of so many numbers. */
const SLICE = 1 << 14;
export function* permuting(size: number, uniform: () => number): Slices<Int32Array> {
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    const taken = order[j]!;
    order[j] = order[i]!;
    order[i] = taken;
    if (i % SLICE === 0) yield;
  }
  return order;
}
