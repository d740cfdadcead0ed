/** Series of one table, told apart by what stands in columns. */

export interface Groups {
  readonly names: readonly string[];
  /** The number of each row's group. */
  readonly of: Int32Array;
}

/** What stands between the names of a group that several columns tell apart. */
const BETWEEN = ' · ';

/** What several kinds of groups tell apart together, where there are some: those that there are, in their order. */
export const together = (kinds: readonly Groups[]): Groups | undefined =>
  kinds.reduce<Groups | undefined>(thoseThere, undefined);

/** The pairs of two kinds of groups that there are, in their order. */
function thoseThere(first: Groups | undefined, second: Groups): Groups {
  const width = second.names.length;
  const pairs = Float64Array.from(second.of, (own, row) => (first ? first.of[row]! * width : 0) + own);
  const there = [...new Set(pairs)].sort((a, b) => a - b);
  const numbers = new Map(there.map((pair, number) => [pair, number]));
  const nameOf = (pair: number) => {
    const own = second.names[pair % width]!;
    return first ? `${first.names[Math.floor(pair / width)]!}${BETWEEN}${own}` : own;
  };
  return { names: there.map(nameOf), of: Int32Array.from(pairs, (pair) => numbers.get(pair)!) };
}
