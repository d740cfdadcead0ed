/** How the texts of a table's columns write numbers, and nothing. It goes along with exported projects word for word. */

/** What stands for a value that is missing, as pandas reads it. */
export const NOTHING: ReadonlySet<string> = new Set([
  ...['', '#N/A', '#NA', '-NaN', '-nan', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);
/** What does so where the others are numbers or dates; among texts it may be one. */
export const NOTHING_AMONG_NUMBERS: ReadonlySet<string> = new Set(['-', '--', '–', '—', '.', '..', '?']);

const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WITH_THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const WITH_COMMA = /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?(e[+-]?\d+)?$/i;

/** Spaces that stand within a number, and beside it. */
export const SPACE = '[ \u00a0\u2009\u202f]';
/** What stands between thousands, beside points and commas. */
export const BETWEEN_THOUSANDS = "['’ \u00a0\u2009\u202f]";
/** These patterns mean the same to JavaScript and to RE2. */
export const GROUPED = String.raw`[+-]?\d{1,3}(?:${BETWEEN_THOUSANDS}\d{3})+(?:[.,]\d*)?`;
/** Digits that are shown beside a sign. */
export const BESIDE_SIGN = String.raw`\d(?:(?:[\d.,]|${BETWEEN_THOUSANDS})*\d)?|[.,]\d+`;

/** A number with or without a sign before or behind it, as "$" or "%"; its groups, one behind the other, are the number, "(" a minus. */
export function withSign(sign: string): string {
  const s = sign.replaceAll(/[\\$.*+?^()[\]{}|]/g, '\\$&');
  const [before, behind] = [`(?:${s}${SPACE}*)?`, `(?:${SPACE}*${s})?`];
  const [minus, number] = ['([+−-]?)', `(${BESIDE_SIGN})`];
  return [
    `${minus}${SPACE}*${before}${minus}${number}${behind}`,
    String.raw`(\()${before}${number}${behind}\)`,
    String.raw`${s}${SPACE}*(\()${number}\)`,
  ].join('|');
}

const WITH_SIGN = new Map<string, RegExp>();
const IS_GROUPED = new RegExp(`^${GROUPED}$`);
const ALL_BETWEEN = new RegExp(BETWEEN_THOUSANDS, 'g');

/** −$1,287.50 as -1,287.50, 1 287,50 € as 1287,50, and ($12) as -12. Another text stays as it is. */
function withoutSign(text: string, sign: string): string {
  // made once for all values
  if (!WITH_SIGN.has(sign)) WITH_SIGN.set(sign, new RegExp(`^(?:${withSign(sign)})$`));
  const found = WITH_SIGN.get(sign)!.exec(text);
  if (!found) return text;
  const bare = found.slice(1).join('').replace('(', '-').replace('−', '-');
  return IS_GROUPED.test(bare) ? bare.replaceAll(ALL_BETWEEN, '') : bare;
}

/**
 * A number of a text without spaces around it; NaN where the text is none, or float32 has none that is as large. `reading`: 1,234.5 by
 * thousands, 1.234,5 with a comma. `sign`: what stands beside its numbers.
 */
export function numberOf(text: string, reading: string, sign?: string): number {
  const bare = sign ? withoutSign(text, sign) : text;
  let plain = bare;
  if (reading === 'thousands' && WITH_THOUSANDS.test(bare)) plain = bare.replaceAll(',', '');
  if (reading === 'comma' && WITH_COMMA.test(bare)) plain = bare.replaceAll('.', '').replace(',', '.');
  const number = POINT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(Math.fround(number)) ? number : Number.NaN;
}
