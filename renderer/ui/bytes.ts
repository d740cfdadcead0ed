/** Numbers of things for people. */
export { formatBytes } from '../../engine/types/bytes.ts';

export const grouped = (value: number): string => value.toLocaleString('en-US');
/** To three digits: `679 M`, `11.6 G`. */
export const rounded = (value: number): string =>
  value
    .toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 })
    .replace(/[KMBT]$/, (unit) => ` ${{ K: 'k', M: 'M', B: 'G', T: 'T' }[unit]}`);
