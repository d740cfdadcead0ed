/**
 * The order of the next epoch, made while there is nothing else to do: of ten million rows it takes as long as several thousand steps of
 * a small network, which would all wait for it.
 */
import type { Pipeline } from '../../data/pipeline.ts';
import { type Pass, shuffling } from '../../train/batches.ts';
import { atOnce, type Slices } from '../../slices.ts';

type Epoch = NonNullable<Pass['shuffle']>;

export class OrderAhead {
  readonly #rows: number;
  #epoch: Epoch;
  #making: Slices<Int32Array>;
  #made: Int32Array | undefined;

  /** Begins with that of the first epoch. */
  constructor(data: Pipeline, seed: number) {
    this.#rows = data.splits.train.rows.length;
    this.#epoch = { seed, epoch: 0 };
    this.#making = shuffling(this.#rows, this.#epoch);
  }

  /** Does a little of it; false where there is nothing left to do. */
  work(): boolean {
    if (this.#made) return false;
    const { done, value } = this.#making.next();
    if (done) this.#made = value;
    return true;
  }

  /** The order that a pass is in; undefined where it is in none. From then on that of the epoch after it is made. */
  take({ split, shuffle }: Pass): Int32Array | undefined {
    if (split !== 'train' || !shuffle) return undefined;
    const { seed, epoch } = this.#epoch;
    const isThis = seed === shuffle.seed && epoch === shuffle.epoch;
    const order = (isThis ? this.#made : undefined) ?? atOnce(isThis ? this.#making : shuffling(this.#rows, shuffle));
    this.#epoch = { seed: shuffle.seed, epoch: shuffle.epoch + 1 };
    this.#making = shuffling(this.#rows, this.#epoch);
    this.#made = undefined;
    return order;
  }
}
