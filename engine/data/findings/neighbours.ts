/** Rows that stand among rows of another class: their labels may be wrong. */

/** Neighbours that are looked at, and how many of them must be of the one other class. */
export const NEIGHBOURS = 10;
const AGREE = 9;
/** Where neighbours say so little of the class, they say nothing of a single row's. */
const TELLING = 0.7;

/**
 * Places of the rows of which nearly all neighbours have one other label, and that label: none where neighbours tell little of the labels.
 * `rows`: `labels.length` rows of `width` numbers of about the same size. Every pair is looked at; `breathe` is called between rows.
 */
export async function strangersAmong(
  rows: Float32Array,
  width: number,
  labels: ArrayLike<number>,
  breathe: () => Promise<void>,
): Promise<{ readonly place: number; readonly like: number }[]> {
  const count = labels.length;
  const found: { place: number; like: number }[] = [];
  let told = 0;
  const nearest = new Int32Array(NEIGHBOURS);
  const distances = new Float64Array(NEIGHBOURS);
  for (let row = 0; row < count; row++) {
    if (row % 64 === 0) await breathe();
    distances.fill(Number.POSITIVE_INFINITY);
    for (let other = 0; other < count; other++) {
      if (other === row) continue;
      let distance = 0;
      const worst = distances[NEIGHBOURS - 1]!;
      for (let i = 0; i < width && distance < worst; i++)
        distance += (rows[row * width + i]! - rows[other * width + i]!) ** 2;
      if (!(distance < worst)) continue;
      let at = NEIGHBOURS - 1;
      for (; at > 0 && distances[at - 1]! > distance; at--) {
        distances[at] = distances[at - 1]!;
        nearest[at] = nearest[at - 1]!;
      }
      distances[at] = distance;
      nearest[at] = other;
    }
    const [like, votes] = mostFrequent(Array.from(nearest, (other) => labels[other]!));
    if (like === labels[row]) told++;
    else if (votes >= AGREE) found.push({ place: row, like });
  }
  return count > NEIGHBOURS && told >= TELLING * count ? found : [];
}

/** Of those that are as frequent the smallest. */
function mostFrequent(values: readonly number[]): [value: number, count: number] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
}
