import type { Scatter } from './evaluation.ts';

/** Points that are kept at most; at least half as many, where there are more. */
export const MOST_POINTS = 2000;

/** Keeps every nth of the points that pass, so that all rows are shown alike however many they are. */
export class ScatterSample {
  #points: (readonly [row: number, truth: number, prediction: number])[] = [];
  #every = 1;
  #passed = 0;

  add(row: number, truth: number, prediction: number): void {
    if (this.#passed++ % this.#every !== 0) return;
    if (this.#points.length === MOST_POINTS) {
      this.#points = this.#points.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
    this.#points.push([row, truth, prediction]);
  }

  get points(): Scatter {
    return {
      rows: this.#points.map(([row]) => row),
      truths: this.#points.map(([, truth]) => truth),
      predictions: this.#points.map(([, , prediction]) => prediction),
    };
  }
}
