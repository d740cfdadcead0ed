/** Fewer points that draw the same line: in each pixel column the first, the lowest, the highest and the last. */

export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** The place of the first value that is not below `limit`, in a rising list. */
export function lowerBound(values: ArrayLike<number>, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points between `from` and `to` on the x axis with a neighbour on each side, at most four for each of `columns`. `x` rises. */
export function decimate({ x, y }: Points, from: number, to: number, columns: number): { x: number[]; y: number[] } {
  const out = { x: [] as number[], y: [] as number[] };
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, lowerBound(x, to) + 2);
  const put = (i: number) => {
    out.x.push(x[i]!);
    out.y.push(y[i]!);
  };
  if (end - start <= 4 * columns) {
    for (let i = start; i < end; i++) if (Number.isFinite(y[i])) put(i);
    return out;
  }
  let column = Number.NaN;
  let [first, low, high, last] = [0, 0, 0, 0];
  const flush = () => {
    if (Number.isNaN(column)) return;
    put(first);
    const [early, late] = low < high ? [low, high] : [high, low];
    if (early !== first) put(early);
    if (late !== early && late !== last) put(late);
    if (last !== first && last !== early) put(last);
  };
  for (let i = start; i < end; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) continue;
    const at = Math.floor(((x[i]! - from) * columns) / (to - from));
    if (at !== column) {
      flush();
      column = at;
      first = low = high = i;
    } else if (value < y[low]!) low = i;
    else if (value > y[high]!) high = i;
    last = i;
  }
  flush();
  return out;
}

/** The value of a line at `x`: of the last point that is not behind it. Undefined before the first point. */
export function valueAt({ x, y }: Points, at: number): number | undefined {
  const i = lowerBound(x, at);
  if (x[i] === at) return y[i];
  return i === 0 ? undefined : y[i - 1];
}
