/** Long work in slices: it yields wherever others may have their turn, and is done in one go or slice by slice. */
export type Slices<T> = Generator<void, T>;

export function atOnce<T>(work: Slices<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** `breathe` gives others their turn; it throws where the work is no longer wanted. */
export async function inSlices<T>(work: Slices<T>, breathe: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await breathe();
  }
}
