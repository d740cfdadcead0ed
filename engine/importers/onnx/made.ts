import { sameShape } from '../../types/shape.ts';
import type { Known } from './tensors.ts';

/**
 * What was made of the numbers of initializers, so that the same ones are drawn once. A name alone does not say that they are the same:
 * all parts of an initializer that the model cuts up have its name.
 */
export class MadeOf<T> {
  readonly #made = new Map<string, { readonly value: Known; readonly what: T }[]>();

  /** What these numbers were made into for this use; undefined where nothing was, or where they are of no initializer. */
  get(use: string, value: Known): T | undefined {
    return this.#made.get(`${value.name} ${use}`)?.find((one) => areSame(one.value, value))?.what;
  }

  set(use: string, value: Known, what: T): void {
    if (value.name === undefined) return;
    const key = `${value.name} ${use}`;
    // the newest first: what was drawn before may be gone again
    this.#made.set(key, [{ value, what }, ...(this.#made.get(key) ?? [])]);
  }
}

function areSame(one: Known, other: Known): boolean {
  if (!sameShape(one.shape, other.shape)) return false;
  if (one.data === other.data) return true;
  for (let i = 0; i < one.data.length; i++) if (!Object.is(one.data[i], other.data[i])) return false;
  return true;
}
