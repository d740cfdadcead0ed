/** One of many things that is picked by its name. */
export interface PickGroup<T> {
  readonly heading: string;
  readonly items: readonly PickItem<T>[];
}
export interface PickItem<T> {
  readonly value: T;
  /** Unique; it is searched, too. */
  readonly id: string;
  readonly title: string;
  /** Other words by which it is found. */
  readonly keywords?: readonly string[];
  /** At the end of its line: what it is. */
  readonly note?: string | undefined;
  /** At the end of its line, where it has keys. */
  readonly keys?: string | undefined;
}
