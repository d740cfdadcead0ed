/**
 * Pruning by magnitude while training goes on (Zhu & Gupta 2017, To prune, or not to prune, https://arxiv.org/abs/1710.01878): the
 * smallest weights become zero and stay so, more of them from rise to rise, and the others learn to do without.
 */

/** What share of the kernels' elements is zero at the end, between which shares of the steps it rises, and among what the smallest are looked for. */
export interface Pruning {
  readonly sparsity: number;
  readonly begin: number;
  readonly end: number;
  readonly scope: 'layer' | 'network';
}

/** The slot of a kernel's mask: 1 where it learns, 0 where it is pruned. */
export const MASK = 'mask';

/** In so many rises the sparsity reaches its end; in fewer where there are fewer steps. */
export const MOST_RISES = 50;

/** Between which steps, counted as those that are done, it rises: the last step always is one that learns with all of the masks. */
function span({ begin, end }: Pruning, steps: number): readonly [from: number, to: number] {
  const last = Math.max(0, steps - 1);
  const from = Math.min(last, Math.round(begin * steps));
  return [from, Math.max(from, Math.min(last, Math.round(end * steps)))];
}

/** Whether the weights after so many of the `steps` of a training are as sparse as they will be. Always where none are pruned. */
export const isPruned = (pruning: Pruning, done: number, steps: number): boolean =>
  pruning.sparsity === 0 || done > span(pruning, steps)[1];

/**
 * What share of the kernels is zero from the next step on, after `done` of `steps`; null where that is no matter of this step.
 * s(t) = s (1 - (1 - t)³) with t from 0 to 1, in equal rises.
 */
export function sparsityAt(pruning: Pruning, done: number, steps: number): number | null {
  const [from, to] = span(pruning, steps);
  if (pruning.sparsity === 0 || done < from || done > to) return null;
  const rises = Math.min(MOST_RISES, to - from);
  if (rises === 0) return pruning.sparsity;
  const rise = Math.floor(((done - from) * rises) / (to - from));
  const first = from + Math.ceil((rise * (to - from)) / rises);
  return rise > 0 && first === done ? pruning.sparsity * (1 - (1 - rise / rises) ** 3) : null;
}

/** A kernel with the mask that it has so far, of the same length. */
export interface Kernel {
  readonly weight: Float32Array;
  readonly mask: Float32Array;
}

/**
 * The next masks, in which a share of each kernel, or of all together, is zero. What is pruned remains so, even where the share is
 * smaller; of weights of one magnitude those that stand first go first.
 */
export const nextMasks = (kernels: readonly Kernel[], share: number, scope: Pruning['scope']): Float32Array[] =>
  scope === 'network' ? masksOf(kernels, share) : kernels.flatMap((kernel) => masksOf([kernel], share));

function masksOf(kernels: readonly Kernel[], share: number): Float32Array[] {
  const masks = kernels.map(({ mask }) => mask.slice());
  const size = masks.reduce((sum, { length }) => sum + length, 0);
  const gone = masks.reduce((sum, mask) => sum + zerosIn(mask), 0);
  const more = Math.round(share * size) - gone;
  if (more <= 0) return masks;
  const { bits: limit, below } = ranked(kernels, more);
  let atLimit = more - below;
  kernels.forEach(({ weight }, k) => {
    const mask = masks[k]!;
    bitsOf(weight).forEach((raw, i) => {
      const bits = raw & MAGNITUDE;
      if (mask[i] === 0 || bits > limit || (bits === limit && atLimit-- <= 0)) return;
      mask[i] = 0;
    });
  });
  return masks;
}

/** How many elements are zero. */
export function zerosIn(values: ArrayLike<number>): number {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  return zeros;
}

/** All of a float32 but its sign: as whole numbers they have the order of the magnitudes. What is not a number comes last. */
const MAGNITUDE = 0x7fffffff;
const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

/** The magnitude of that rank, counted from 1 and from the smallest, among what is not masked, as bits; and how many are smaller. */
function ranked(kernels: readonly Kernel[], rank: number): { readonly bits: number; readonly below: number } {
  // by its upper half, then by its lower: two looks at everything, with no copy to be sorted
  const upper = place(
    counted(kernels, (bits) => bits >>> 16),
    rank,
  );
  const lower = place(
    counted(kernels, (bits) => (bits >>> 16 === upper.at ? bits & 0xffff : -1)),
    rank - upper.below,
  );
  return { bits: upper.at * 0x10000 + lower.at, below: upper.below + lower.below };
}

/** How often each of 2^16 keys comes up; a key of -1 does not count. */
function counted(kernels: readonly Kernel[], keyOf: (bits: number) => number): Float64Array {
  const counts = new Float64Array(0x10000);
  for (const { weight, mask } of kernels)
    bitsOf(weight).forEach((bits, i) => {
      const key = mask[i] === 0 ? -1 : keyOf(bits & MAGNITUDE);
      if (key >= 0) counts[key]!++;
    });
  return counts;
}

function place(counts: Float64Array, rank: number): { readonly at: number; readonly below: number } {
  let [at, below] = [0, 0];
  while (below + counts[at]! < rank) below += counts[at++]!;
  return { at, below };
}
