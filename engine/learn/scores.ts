/**
 * How rows rank by their scores: for each class the log odds against all others, sorted. Rows are kept as they come and ranked
 * exactly as long as they fit in memory; of more, neighbours in the order become one step, all steps with about as many rows.
 */

/** From the highest score to the lowest: how many rows of the class, and of others, have it. */
export interface ScoreSteps {
  readonly score: Float64Array;
  readonly own: Float64Array;
  readonly other: Float64Array;
}
const NONE: ScoreSteps = { score: new Float64Array(), own: new Float64Array(), other: new Float64Array() };

/** So many numbers are kept as they come: 64 MB. */
const MOST_NUMBERS = 2 ** 24;
/** How many steps are kept of all classes together where there are more. */
const MOST_STEPS = 2 ** 22;
/** The truth of a row that does not count. */
export const UNCOUNTED = -1;

/**
 * The log odds of each of the classes in a row of logits that begins at `at`: ln p - ln (1 - p). A single logit is that of
 * class 1. Of the likeliest class it is found without it, so that no digits cancel.
 */
export function logOdds(logits: ArrayLike<number>, at: number, width: number, odds: Float64Array): void {
  if (width === 1) {
    odds[1] = logits[at]!;
    odds[0] = -odds[1];
    return;
  }
  let first = 0;
  for (let c = 1; c < width; c++) if (logits[at + c]! > logits[at + first]!) first = c;
  let second = first === 0 ? 1 : 0;
  for (let c = 0; c < width; c++) if (c !== first && logits[at + c]! > logits[at + second]!) second = c;
  const [highest, next] = [logits[at + first]!, logits[at + second]!];
  let [all, others] = [0, 0];
  for (let c = 0; c < width; c++) {
    all += Math.exp(logits[at + c]! - highest);
    if (c !== first) others += Math.exp(logits[at + c]! - next);
  }
  for (let c = 0; c < width; c++) {
    const above = logits[at + c]! - highest;
    odds[c] = c === first ? highest - next - Math.log(others) : above - Math.log(all - Math.exp(above));
  }
}

/** Rows of [truth, logit of each class], and what they say of the classes that are asked for. */
export class ScoreTable {
  /** Numbers in a row of the output. */
  readonly width: number;
  readonly #bins: number;
  readonly #most: number;
  #rows: Float64Array = new Float64Array(1024);
  #length = 0;
  /** Of rows that are kept no longer, by class. */
  readonly #earlier: ScoreSteps[] = [];

  /** Beyond `most` numbers, the steps of each class are `bins`. */
  constructor(width: number, bins: number, most = MOST_NUMBERS) {
    this.width = width;
    this.#bins = Math.max(10, Math.min(bins, Math.floor(MOST_STEPS / Math.max(2, width))));
    this.#most = most;
  }

  get classes(): number {
    return Math.max(2, this.width);
  }

  /** Rows of [truth, logits ...], flat. */
  add(rows: ArrayLike<number>): void {
    const stride = this.width + 1;
    for (let at = 0; at < rows.length; at += stride) {
      if (rows[at] === UNCOUNTED) continue;
      if (this.#length + stride > this.#most && this.#length > 0) this.#fold();
      if (this.#length + stride > this.#rows.length) {
        const larger = new Float64Array(Math.max(2 * this.#rows.length, stride));
        larger.set(this.#rows);
        this.#rows = larger;
      }
      for (let i = 0; i < stride; i++) this.#rows[this.#length + i] = rows[at + i]!;
      this.#length += stride;
    }
  }

  /** Whether all outputs so far were finite. */
  get isFinite(): boolean {
    for (let i = 0; i < this.#length; i++) if (!Number.isFinite(this.#rows[i])) return false;
    return this.#earlier.every(({ score }) => score.every(Number.isFinite));
  }

  /** How a class ranks. */
  steps(c: number): ScoreSteps {
    return merged(this.#earlier[c] ?? NONE, this.#kept([c])[0]!);
  }

  /** Everything it holds, as numbers; `restored` makes a table of them again. */
  get saved(): Float64Array {
    const steps = this.#earlier.flatMap(({ score, own, other }) => [Float64Array.of(score.length), score, own, other]);
    const parts = [Float64Array.of(this.width, this.#length), this.#rows.subarray(0, this.#length), ...steps];
    const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    parts.reduce((at, part) => {
      all.set(part, at);
      return at + part.length;
    }, 0);
    return all;
  }

  static restored(saved: Float64Array, bins: number): ScoreTable {
    let at = 0;
    const take = (length: number): Float64Array => saved.slice(at, (at += length));
    const [width, length] = take(2) as unknown as [number, number];
    const table = new ScoreTable(width, bins);
    table.#rows = take(length);
    table.#length = length;
    while (at < saved.length) {
      const steps = take(1)[0]!;
      table.#earlier.push({ score: take(steps), own: take(steps), other: take(steps) });
    }
    return table;
  }

  #kept(classes: readonly number[]): ScoreSteps[] {
    const stride = this.width + 1;
    const count = this.#length / stride;
    const scores = classes.map(() => ({ own: new Float64Array(count), other: new Float64Array(count), owned: 0 }));
    const odds = new Float64Array(this.classes);
    for (let row = 0; row < count; row++) {
      logOdds(this.#rows, row * stride + 1, this.width, odds);
      classes.forEach((c, i) => {
        const of = scores[i]!;
        if (this.#rows[row * stride] === c) of.own[of.owned++] = odds[c]!;
        else of.other[row - of.owned] = odds[c]!;
      });
    }
    return scores.map(({ own, other, owned }) =>
      merged(stepsOf(own.subarray(0, owned), 'own'), stepsOf(other.subarray(0, count - owned), 'other')),
    );
  }

  #fold(): void {
    const classes = Array.from({ length: this.classes }, (_, c) => c);
    this.#kept(classes).forEach((steps, c) => {
      this.#earlier[c] = thinned(merged(this.#earlier[c] ?? NONE, steps), this.#bins);
    });
    this.#length = 0;
  }
}

/** Equal scores are one step; of rows that are all of the class, or all of others. */
function stepsOf(scores: Float64Array, kind: 'own' | 'other'): ScoreSteps {
  const sorted = scores.sort().reverse();
  const score = new Float64Array(sorted.length);
  const count = new Float64Array(sorted.length);
  let steps = 0;
  for (const one of sorted) {
    if (steps === 0 || score[steps - 1] !== one) score[steps++] = one;
    count[steps - 1]!++;
  }
  const none = new Float64Array(steps);
  const counts = count.subarray(0, steps);
  return {
    score: score.subarray(0, steps),
    own: kind === 'own' ? counts : none,
    other: kind === 'own' ? none : counts,
  };
}

/** The steps of both, in their order. */
function merged(p: ScoreSteps, q: ScoreSteps): ScoreSteps {
  if (p.score.length === 0) return q;
  const most = p.score.length + q.score.length;
  const [score, own, other] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [i, j, steps] = [0, 0, 0];
  for (; i < p.score.length || j < q.score.length; steps++) {
    const [left, right] = [p.score[i] ?? Number.NEGATIVE_INFINITY, q.score[j] ?? Number.NEGATIVE_INFINITY];
    const [takesLeft, takesRight] = [i < p.score.length && !(right > left), j < q.score.length && !(left > right)];
    score[steps] = takesLeft ? left : right;
    own[steps] = (takesLeft ? p.own[i]! : 0) + (takesRight ? q.own[j]! : 0);
    other[steps] = (takesLeft ? p.other[i++]! : 0) + (takesRight ? q.other[j++]! : 0);
  }
  return { score: score.subarray(0, steps), own: own.subarray(0, steps), other: other.subarray(0, steps) };
}

/** At most so many steps, with about as many rows each. */
function thinned({ score, own, other }: ScoreSteps, most: number): ScoreSteps {
  const rows = own.reduce((sum, count, i) => sum + count + other[i]!, 0);
  const kept: [score: number, own: number, other: number][] = [];
  let seen = 0;
  for (let i = 0; i < score.length; i++) {
    // a step begins where the rows before it fill whole ones
    if (kept.length <= Math.floor((seen / rows) * most)) kept.push([score[i]!, 0, 0]);
    const last = kept.at(-1)!;
    last[1] += own[i]!;
    last[2] += other[i]!;
    seen += own[i]! + other[i]!;
  }
  const column = (at: 0 | 1 | 2): Float64Array => Float64Array.from(kept, (step) => step[at]);
  return { score: column(0), own: column(1), other: column(2) };
}
