/** How rows are dealt out: by chance, with a share of every class, whole groups together, in order, or as a column says. */
export type Dealing = 'random' | 'stratified' | 'group' | 'order' | 'column';

/** How many rows are kept: shares, of validation also one of equal parts, counted from 1. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
  readonly fold?: { readonly chosen: number; readonly of: number } | undefined;
}

export interface Dealt {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * `keys`: the class or the group of each row; where a column says it, its part: 0 to learn from, 1 to validate, 2 to test on; by order,
 * where rows are windows of a series, the first and the last step of each, one row after the other: then none reaches over a border, and
 * those that would are in no part. `permute`: the numbers below a size in random order.
 */
export function dealRows(
  method: Dealing,
  count: number,
  keys: ArrayLike<number>,
  shares: Shares,
  permute: (size: number) => Int32Array,
): Dealt {
  if (method === 'column') return dealNamed(count, keys, shares, permute);
  if (method === 'group') return dealGroups(count, keys, shares, permute);
  if (method === 'stratified') return dealClasses(count, keys, shares, permute(count));
  if (method === 'order' && count > 0 && keys.length === 2 * count) return dealSpans(count, keys, shares);
  // the last rows are tested on, those before them watched: what is learned lies in the past
  const order = method === 'order' ? Int32Array.from({ length: count }, (_, i) => count - 1 - i) : permute(count);
  const testing = Math.floor(count * shares.test);
  const [test, rest] = [order.slice(0, testing), order.slice(testing)];
  const { fold } = shares;
  if (fold)
    return dealFold(test, rest, fold, (i) =>
      method === 'order' ? Math.floor((i * fold.of) / rest.length) : i % fold.of,
    );
  const validating = Math.floor(rest.length * shares.validation);
  return sorted(test, rest.slice(0, validating), rest.slice(validating));
}

/** One of the equal parts of the rest, `partOf` its places, is validated on. */
function dealFold(
  test: Int32Array,
  rest: Int32Array,
  { chosen }: NonNullable<Shares['fold']>,
  partOf: (place: number) => number,
): Dealt {
  const within = (_: number, place: number) => partOf(place) === chosen - 1;
  return sorted(
    test,
    rest.filter(within),
    rest.filter((row, place) => !within(row, place)),
  );
}

/** Rows that a column gives to a part; a part that it gives none has its share of those to learn from. */
function dealNamed(
  count: number,
  parts: ArrayLike<number>,
  shares: Shares,
  permute: (size: number) => Int32Array,
): Dealt {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const [train, validation, test] = [0, 1, 2].map((part) => all.filter((row) => parts[row] === part)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const left = dealRows(
    'random',
    train.length,
    [],
    {
      test: test.length > 0 ? 0 : shares.test,
      validation: validation.length > 0 ? 0 : shares.validation,
      fold: validation.length > 0 ? undefined : shares.fold,
    },
    permute,
  );
  const rows = (places: Int32Array) => places.map((place) => train[place]!);
  return sorted(
    test.length > 0 ? test : rows(left.test),
    validation.length > 0 ? validation : rows(left.validation),
    rows(left.train),
  );
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
function dealClasses(count: number, keys: ArrayLike<number>, shares: Shares, order: Int32Array): Dealt {
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
  const test = Int32Array.from(take(Math.floor(count * shares.test)));
  const { fold } = shares;
  // class after class, in turns to each part: of every class as many as of the others, to a row
  if (fold) return dealFold(test, Int32Array.from(classes.flat()), fold, (i) => i % fold.of);
  const validation = take(Math.floor((count - test.length) * shares.validation));
  return sorted(test, Int32Array.from(validation), Int32Array.from(classes.flat()));
}

/** Group by group in random order, each to the first part that it brings nearer to its share of the rows. */
function dealGroups(
  count: number,
  keys: ArrayLike<number>,
  shares: Shares,
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
  if (shares.fold) {
    const parts = partsOfGroups(waiting, shares.fold.of);
    const [validation] = parts.splice(shares.fold.chosen - 1, 1);
    return sorted(Int32Array.from(test), Int32Array.from(validation ?? []), Int32Array.from(parts.flat()));
  }
  const validation = take((count - test.length) * shares.validation);
  return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(waiting.flat()));
}

/** The largest group first, each to the part that has the fewest rows. */
function partsOfGroups(groups: readonly (readonly number[])[], count: number): number[][] {
  const parts = Array.from({ length: count }, (): number[] => []);
  for (const rows of groups.toSorted((a, b) => b.length - a.length)) {
    const least = parts.reduce((a, b) => (b.length < a.length ? b : a));
    for (const row of rows) least.push(row);
  }
  return parts;
}

/** The latest windows, so many as their share, then those before them; each part begins where the last of the earlier one has ended. */
function dealSpans(count: number, spans: ArrayLike<number>, shares: Shares): Dealt {
  const first = (row: number): number => spans[2 * row]!;
  const last = (row: number): number => spans[2 * row + 1]!;
  let waiting = Array.from({ length: count }, (_, row) => row);
  const take = (share: number): number[] => {
    const wanted = Math.floor(waiting.length * share);
    if (wanted === 0) return [];
    const border = waiting.map(first).sort((a, b) => b - a)[wanted - 1]!;
    const taken = waiting.filter((row) => first(row) >= border);
    waiting = waiting.filter((row) => last(row) < border);
    return taken;
  };
  const test = take(shares.test);
  const { fold } = shares;
  if (!fold) {
    const validation = take(shares.validation);
    return sorted(Int32Array.from(test), Int32Array.from(validation), Int32Array.from(waiting));
  }
  // a stretch of the rest, and what reaches into it from neither side
  waiting.sort((a, b) => first(a) - first(b) || a - b);
  const borders = [fold.chosen - 1, fold.chosen].map((part) => {
    const row = waiting[Math.floor((part * waiting.length) / fold.of)];
    return row === undefined ? Number.POSITIVE_INFINITY : first(row);
  }) as [number, number];
  const within = waiting.filter((row) => first(row) >= borders[0] && first(row) < borders[1]);
  const end = within.reduce((most, row) => Math.max(most, last(row)), borders[0]);
  const others = waiting.filter((row) => last(row) < borders[0] || first(row) > end);
  return sorted(Int32Array.from(test), Int32Array.from(within), Int32Array.from(others));
}
