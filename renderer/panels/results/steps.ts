/** Steps of a series as text: a line for each, its numbers with tabs, commas, semicolons or spaces between, as they are pasted from a table. */

/** A window as it is typed. */
export function textOfSteps(values: ArrayLike<number>, width: number): string {
  const short = (value: number) => String(Number(value.toPrecision(7)));
  return Array.from({ length: values.length / width }, (_, step) =>
    Array.from({ length: width }, (_, i) => short(values[step * width + i]!)).join('\t'),
  ).join('\n');
}

export type ReadSteps =
  | { readonly values: Float32Array; readonly left: number }
  /** The line, from 1, that is none, or how many steps there are where these are too few. */
  | { readonly line: number }
  | { readonly steps: number };

/** The last `length` lines; those above, such as a line of names, are left out and counted. */
export function stepsIn(text: string, length: number, width: number): ReadSteps {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: line.trim(), place: i + 1 }));
  const said = lines.filter(({ line }) => line !== '');
  const taken = said.slice(-length);
  const values = new Float32Array(length * width);
  for (const [step, { line, place }] of taken.entries()) {
    const numbers = line.split(/[\t,; ]+/).map((part) => (part === '' ? Number.NaN : Number(part)));
    if (numbers.length !== width || !numbers.every(Number.isFinite))
      return said.length <= length && step === 0 && said.length > 1 && numbers.some(Number.isNaN)
        ? { steps: said.length - 1 }
        : { line: place };
    values.set(numbers, step * width);
  }
  return taken.length < length ? { steps: taken.length } : { values, left: said.length - length };
}
