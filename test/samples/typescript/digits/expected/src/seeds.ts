/** Seeds of what weights start with. */
let last = 0;

/** Each weight has a seed of its own, and in every run the same. */
export const seed = (): number => ++last;

/** The next seeds follow this number. */
export function startSeeds(from: number): void {
  last = from;
}
