import fc from 'fast-check';
import { permutation, randomStream } from '../../engine/ir/random.ts';
import type { Shape } from '../../engine/types/shape.ts';

/** What random programs and documents are drawn with, over fast-check's generator, so that a failure is shrunk and can be repeated. */
export class Draw {
  readonly #g: fc.GeneratorValue;
  constructor(g: fc.GeneratorValue) {
    this.#g = g;
  }
  int(min: number, max: number): number {
    return this.#g(fc.integer, { min, max });
  }
  flag(): boolean {
    return this.#g(fc.boolean);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }
  list<T>(length: number, draw: (i: number) => T): T[] {
    return Array.from({ length }, (_, i) => draw(i));
  }
  shape(minRank = 0, maxRank = 4, maxSize = 4): number[] {
    return this.list(this.int(minRank, maxRank), () => this.int(1, maxSize));
  }
  /** Two shapes that broadcast: one of them has axes of size 1 or lacks leading axes. */
  pair(): [Shape, Shape] {
    const shape = this.shape(0, 3);
    const thin = shape.map((dim) => (this.flag() ? 1 : dim)).slice(this.int(0, shape.length));
    return this.flag() ? [shape, thin] : [thin, shape];
  }
  order(rank: number): number[] {
    return [...permutation(rank, randomStream(this.int(0, 1000), 'order'))];
  }
  /** Some axes, in order. */
  axes(rank: number, atLeast = 0): number[] {
    return this.order(rank)
      .slice(0, this.int(atLeast, rank))
      .sort((a, b) => a - b);
  }
  axis(shape: Shape): number {
    return this.int(0, shape.length - 1);
  }
}
