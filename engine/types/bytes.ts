import { type Verbatim, verbatim } from './verbatim.ts';

/** Bytes of the largest array that the engine makes: what a layer gives for one sample, a weight. */
export const LARGEST_ARRAY = 4 * 2 ** 30;

/** A count for people: `1,250,000`. */
export const grouped = (count: number): Verbatim => verbatim(count.toLocaleString('en-US'));

/** From here on thousands are grouped in measured numbers; below stand years and the like. */
const GROUPED_FROM = 10_000;
/** From here on a power of ten is read faster than its digits. */
const POWERS_FROM = 1e7;

/** A whole number with its thousands grouped where it is long enough to need that: `1946`, `22,581`. */
export const wholeText = (value: number): string =>
  Math.abs(value) < GROUPED_FROM || !Number.isSafeInteger(value) ? String(value) : value.toLocaleString('en-US');

/** Whether a number's digits before the point are what tells it: `22,581`, and neither `2.258e+4` nor `22580.7`. */
export const isTold = (value: number): boolean => Math.abs(value) >= GROUPED_FROM && Math.abs(value) < POWERS_FROM;

/** A measured number to four digits at least: `0.03125`, `2.314`, `22,581`, `1.142e+9`. */
export const measured = (value: number): Verbatim =>
  verbatim(isTold(value) ? wholeText(Math.round(value)) : value.toPrecision(4));

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
