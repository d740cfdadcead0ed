import { type Verbatim, verbatim } from './verbatim.ts';

/** Bytes of the largest array that the engine makes: what a layer gives for one sample, a weight. */
export const LARGEST_ARRAY = 4 * 2 ** 30;

/** A count for people: `1,250,000`. */
export const grouped = (count: number): Verbatim => verbatim(count.toLocaleString('en-US'));

/** Bytes for people: `98 MB`, `5 KB`. */
export function formatBytes(bytes: number): Verbatim {
  for (const [unit, size] of [
    ['TB', 2 ** 40],
    ['GB', 2 ** 30],
    ['MB', 2 ** 20],
    ['KB', 2 ** 10],
  ] as const)
    if (bytes >= size)
      return verbatim(
        `${(bytes / size).toLocaleString('en-US', { maximumFractionDigits: bytes / size < 10 ? 1 : 0 })} ${unit}`,
      );
  return verbatim(`${bytes} B`);
}
