/** How rows are dealt out: by chance, with a share of every class, whole groups together, or in order. */
export type Dealing = 'random' | 'stratified' | 'group' | 'order';

export interface Dealt {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** `keys`: the class or the group of each row. `permute`: the numbers below a size in random order. */
export function dealRows(
  method: Dealing,
  count: number,
  keys: ArrayLike<number>,
  shares: { readonly validation: number; readonly test: number },
  permute: (size: number) => Int32Array,
): Dealt {
  if (method === 'group') return dealGroups(count, keys, shares, permute);
  if (method === 'stratified') return dealClasses(count, keys, shares, permute(count));
  const testing = Math.floor(count * shares.test);
  const validating = Math.floor((count - testing) * shares.validation);
  // the last rows are tested on, those before them watched: what is learned lies in the past
  const order = method === 'order' ? Int32Array.from({ length: count }, (_, i) => count - 1 - i) : permute(count);
  return sorted(order.slice(0, testing), order.slice(testing, testing + validating), order.slice(testing + validating));
}

/** In the file's order within each part: reading stays sequential. */
const sorted = (test: Int32Array, validation: Int32Array, train: Int32Array): Dealt => ({
  train: train.sort(),
  validation: validation.sort(),
  test: test.sort(),
});

/** The rows of each key, in this order; keys in the order in which they first appear in it. */
function rowsByKey(order: Int32Array, keys: ArrayLike<number>): number[][] {
  const found = new Map<number, number[]>();
  for (const row of order) {
    const rows = found.get(keys[row]!);
    if (rows) rows.push(row);
    else found.set(keys[row]!, [row]);
  }
  return [...found.values()];
}

/** Of each class as near its share as whole rows allow: what is left over goes to those that were rounded down the most. */
function dealClasses(
  count: number,
  keys: ArrayLike<number>,
  shares: { readonly validation: number; readonly test: number },
  order: Int32Array,
): Dealt {
  const classes = rowsByKey(order, keys);
  const take = (rows: number): number[] => {
    const total = classes.reduce((sum, one) => sum + one.length, 0);
    const exact = classes.map((one) => (one.length * rows) / Math.max(1, total));
    const taken = exact.map(Math.floor);
    const places = exact.map((_, i) => i).sort((a, b) => exact[b]! - taken[b]! - (exact[a]! - taken[a]!) || a - b);
    const left = rows - taken.reduce((sum, one) => sum + one, 0);
    for (const place of places.slice(0, left)) taken[place]!++;
    return classes.flatMap((one, i) => one.splice(0, taken[i]!));
  };
  const test = take(Math.floor(count * shares.test));
  const validation = take(Math.floor((count - test.length) * shares.validation));
  return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(classes.flat()));
}

/** Group by group in random order, each to the first part that it brings nearer to its share of the rows. */
function dealGroups(
  count: number,
  keys: ArrayLike<number>,
  shares: { readonly validation: number; readonly test: number },
  permute: (size: number) => Int32Array,
): Dealt {
  const groups = rowsByKey(
    Int32Array.from({ length: count }, (_, i) => i),
    keys,
  );
  let waiting = Array.from(permute(groups.length), (place) => groups[place]!);
  const take = (wanted: number): number[] => {
    const taken: number[] = [];
    waiting = waiting.filter((rows) => {
      if (Math.abs(taken.length + rows.length - wanted) >= Math.abs(taken.length - wanted)) return true;
      taken.push(...rows);
      return false;
    });
    return taken;
  };
  const test = take(count * shares.test);
  const validation = take((count - test.length) * shares.validation);
  return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(waiting.flat()));
}
