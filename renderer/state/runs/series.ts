/** A list of numbers that grows at its end without copying what it has. */
export class Series {
  #data = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }
  /** A view; it may go out of date when the series grows. */
  get values(): Float64Array {
    return this.#data.subarray(0, this.#length);
  }
  at(index: number): number | undefined {
    return index < this.#length ? this.#data[index < 0 ? this.#length + index : index] : undefined;
  }
  /** Forgets what lies behind the first `length` numbers. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }
  push(values: readonly number[]): void {
    if (this.#length + values.length > this.#data.length) {
      const grown = new Float64Array(Math.max(this.#data.length * 2, this.#length + values.length));
      grown.set(this.values);
      this.#data = grown;
    }
    this.#data.set(values, this.#length);
    this.#length += values.length;
  }
}
