/** A class as it stands in `data.py`. */
export interface Written {
  readonly text: string;
  /** Helpers that it calls, by name. */
  readonly needs?: readonly string[];
  /** Imports besides NumPy. */
  readonly imports?: readonly string[];
  readonly packages?: readonly string[];
}
