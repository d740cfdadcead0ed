/** Numbers for people: enough digits to compare, units, a fixed place for the point. */
import { type Verbatim, verbatim } from '../../engine/phrases.ts';
import { isTold, wholeText } from '../../engine/types/bytes.ts';
import { grouped } from '../ui/bytes.ts';

/** `0.0312`, `2.314`, `22,581`, `1.20e-5`. */
export function formatNumber(value: number): Verbatim {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return verbatim(String(value));
  if (isTold(value)) return verbatim(wholeText(Math.round(value)));
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return verbatim(value.toExponential(2));
  return verbatim(value.toFixed(size < 1 ? 4 : size < 100 ? 3 : 1));
}
/** A share as `98.87 %`. */
export const formatPercent = (share: number): Verbatim => verbatim(`${(100 * share).toFixed(2)} %`);

/** How many in a second: `0.35`, `4.2`, `1,250`. */
export const formatRate = (rate: number): Verbatim =>
  rate > 0 && rate < 9.95 ? verbatim(rate.toPrecision(2)) : grouped(Math.round(rate));

/** `0:14`, `12:05`, `1:02:09`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
