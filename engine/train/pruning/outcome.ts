/** How sparse the weights of a training are at its end, what room they take, and what the network did with those it started with. */
export interface PruningReport {
  /** The kernels, by their weights' names: how many of their elements are zero. */
  readonly kernels: readonly { readonly name: string; readonly zeros: number; readonly size: number }[];
  /** Bytes of all weights in 32 bits. */
  readonly dense: number;
  /** The same as gzip compresses them. */
  readonly compressed: number;
  /** Of the weights that the training started with, on the validation rows; null where there are none. */
  readonly before: Readonly<Record<string, number | null>> | null;
}
