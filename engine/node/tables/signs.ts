/** Signs beside the numbers of a column, as those of currencies and per cent: which there are, and numbers without them. */
import { BESIDE_SIGN, BETWEEN_THOUSANDS, GROUPED, SPACE, withSign } from '../../data/kinds/written.ts';
import type { Nearly } from '../../data/tables.ts';
import { type Duck, quoted } from './duckdb.ts';

/** Signs that are known: of currencies, also as their codes, and of per cent. */
const SIGNS = [
  String.raw`(?:A|AU|C|CA|HK|MX|NT|NZ|R|S|SG|US)?\p{Sc}`,
  ...['%', '％', '元', '円', '원', 'zł', 'Kč', 'Ft', String.raw`kr\.?`, String.raw`Rs\.?`],
  ...['AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'INR', 'JPY', 'KRW', 'MXN'],
  ...['NOK', 'NZD', 'PLN', 'RMB', 'RUB', 'SEK', 'SGD', 'TRY', 'TWD', 'USD', 'ZAR'],
].join('|');

const gap = `${SPACE}*`;
const whole = (pattern: string): string => quoted(`^${gap}(?:${pattern})${gap}$`);
const SIGNED = whole(
  [
    `[(]?[+−-]?${gap}(${SIGNS})${gap}[(+−-]?(?:${BESIDE_SIGN})[)]?`,
    `[(]?[+−-]?(?:${BESIDE_SIGN})${gap}(${SIGNS})[)]?`,
  ].join('|'),
);

/** Macros; `as_point` and the others have to be there. */
export const SIGN_MACROS = [
  // it stands before the number or behind it, and else the other is ''
  `sign_of(x) AS regexp_extract(x, ${SIGNED}, 1) || regexp_extract(x, ${SIGNED}, 2)`,
  `grouped(x) AS CASE WHEN regexp_full_match(x, ${quoted(GROUPED)}) THEN regexp_replace(x, ${quoted(BETWEEN_THOUSANDS)}, '', 'g') ELSE x END`,
  `digits(x, form) AS regexp_replace(x, form, '\\1\\2\\3\\4\\5\\6\\7')`,
  `unsigned(x, form) AS CASE WHEN regexp_full_match(x, form) THEN grouped(translate(digits(x, form), '(−', '--')) ELSE x END`,
];

/** In SQL, a text without the sign that stands beside its number. */
export const unsigned = (text: string, sign: string | undefined): string =>
  sign === undefined ? text : `unsigned(${text}, ${whole(withSign(sign))})`;

/** In SQL, whether that sign stands beside a number. */
export const hasSign = (text: string, sign: string): string => `sign_of(${text}) = ${quoted(sign)}`;

/** In SQL, the longest text with that sign that is a number, under a name; NULL where none is. */
export const longestSigned = (text: string, number: string, sign: string | undefined, name: string): string[] =>
  sign === undefined
    ? []
    : [
        `arg_max(trim(${text}), strlen(${text})) FILTER (${hasSign(text, sign)} AND ${number} IS NOT NULL) AS "${name}"`,
      ];

/** In SQL, a number without a sign, however it is written. */
const plainNumber = (text: string): string => `coalesce(as_point(${text}), as_thousands(${text}), as_comma(${text}))`;
/** In SQL, the sign of a number, '' of one without any, NULL of what is none. */
const formOf = (text: string): string =>
  `CASE WHEN ${plainNumber(text)} IS NOT NULL THEN '' ELSE nullif(sign_of(${text}), '') END`;

export interface Signs {
  /** The most frequent one. */
  readonly sign: string;
  /** More of the numbers have a sign than have none. */
  readonly most: boolean;
}

/** The signs of columns of texts in the first rows, by their places; of those that have some. `texts`: SQL of each. */
export async function signsOf(
  duck: Duck,
  rows: string,
  texts: readonly (string | undefined)[],
): Promise<ReadonlyMap<number, Signs>> {
  const asked = texts.flatMap((text, i) =>
    text === undefined
      ? []
      : [
          `mode(nullif(f${i}, '')) AS "sign${i}"`,
          `count(nullif(f${i}, '')) AS "signed${i}"`,
          `count(*) FILTER (f${i} = '') AS "plain${i}"`,
        ],
  );
  if (asked.length === 0) return new Map();
  const forms = texts.flatMap((text, i) => (text === undefined ? [] : [`${formOf(text)} AS f${i}`]));
  const [found = {}] = await duck.rows(`SELECT ${asked.join(', ')} FROM (SELECT ${forms.join(', ')} FROM ${rows})`);
  return new Map(
    texts.flatMap((_, i) => {
      const signed = Number(found[`signed${i}`] ?? 0);
      const most = signed > Number(found[`plain${i}`]);
      return signed > 0 ? [[i, { sign: String(found[`sign${i}`]), most }] as const] : [];
    }),
  );
}

/** Why a column of numbers is not read so: not all of them have one sign beside them. Undefined where fewer than `enough` are numbers. */
export async function mixedSigns(duck: Duck, from: string, c: string, enough: number): Promise<Nearly | undefined> {
  const found = await duck.rows(
    `SELECT ${formOf(c)} AS form, count(*) AS count, min(rowid) AS first, arg_min(${c}, rowid) AS value
     FROM ${from} WHERE ${c} IS NOT NULL GROUP BY form HAVING form IS NOT NULL ORDER BY count DESC, first`,
  );
  const able = found.reduce((sum, { count }) => sum + Number(count), 0);
  if (found.length < 2 || able < enough) return undefined;
  const signs = found.map(({ form, count }) => ({ sign: String(form), count: Number(count) }));
  const other = found[1]!;
  const place = { row: Number(other.first) + 1, value: String(other.value) };
  return { kind: 'number', able, others: able - signs[0]!.count, signs, ...place };
}
