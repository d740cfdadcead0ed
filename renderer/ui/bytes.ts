/** Numbers of things for people. */
import { type Verbatim, verbatim } from '../../engine/phrases.ts';

export { formatBytes, grouped } from '../../engine/types/bytes.ts';

/** To three digits: `679 M`, `11.6 G`. */
export const rounded = (value: number): Verbatim =>
  verbatim(
    value
      .toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 })
      .replace(/[KMBT]$/, (unit) => ` ${{ K: 'k', M: 'M', B: 'G', T: 'T' }[unit]}`),
  );
